import { defineRefusals, localised, Refused } from '#kernel';

/** Why a command of this capability is refused: what is wrong, and what to do next. */
export const committeeRefusals = defineRefusals({
  'committee.no-such-case': localised(
    '没有这个案件，或您无权查看。请核对案件编号。',
    'There is no such case, or you may not see it. Check the case reference.',
  ),
  'committee.case-closed': localised(
    '案件已结。须先重启案件，委员会才能继续工作。',
    'The case is closed. Reopen it before the committee goes on.',
  ),
  'committee.not-a-day': localised(
    '日期须写成 YYYY-MM-DD，并且确有其日。',
    'Write the day as YYYY-MM-DD; it must exist in the calendar.',
  ),
  'committee.day-ahead': localised(
    '日期还没有到。请填写今天或更早的日期。',
    'That day has not come yet. Give today or an earlier day.',
  ),
  'committee.reason-missing': localised(
    '须写明理由或内容，不能为空。',
    'Write the reason or the words; they may not be empty.',
  ),
  'committee.name-missing': localised('请写明成员的姓名。', 'Give the name of the member.'),
  'committee.text-missing': localised(
    '须同时写出中文和英文的全文。',
    'Write the whole text in Chinese and in English.',
  ),
  'committee.changes-missing': localised(
    '修订须写明改了什么。',
    'An amendment must say what changed.',
  ),
  'committee.charter-impossible': localised(
    '工作规则自相矛盾：员工选举席位、外部专家席位少于规则要求的人数。请改席位数，或改人数。',
    'The charter contradicts itself: it has fewer seats for elected or external members than it asks for. Change the seats or the numbers.',
  ),
  'committee.no-charter': localised(
    '委员会还没有工作规则。请先通过工作规则。',
    'The committee has no charter yet. Adopt a charter first.',
  ),
  'committee.chair-taken': localised(
    '委员会已有主任委员。须先结束其任期，再委任新的主任委员。',
    'The committee has a chair. End that term before you appoint another chair.',
  ),
  'committee.no-chair': localised(
    '委员会还没有主任委员。请先委任主任委员。',
    'The committee has no chair. Appoint one first.',
  ),
  'committee.no-such-seat': localised(
    '工作规则没有这一类席位。请选择规则中的席位，或先修订规则。',
    'The charter has no seat of this constituency. Choose one that it has, or amend the charter first.',
  ),
  'committee.seat-taken': localised(
    '这一类席位已满（{seats} 个）。须先有人离任，或先修订工作规则。',
    'All seats of this constituency are taken ({seats}). A term must end first, or the charter be amended.',
  ),
  'committee.chosen-by-missing': localised(
    '员工选举的席位须写明由谁、以何种方式、在哪一天选出。',
    'A seat elected by employees needs to say by whom, how and when the member was chosen.',
  ),
  'committee.term-missing': localised(
    '工作规则限定了任期（{days} 天）。请写明任期的最后一天。',
    'The charter limits terms ({days} days). Give the last day of the term.',
  ),
  'committee.term-too-long': localised(
    '任期超过工作规则限定的 {days} 天。请缩短任期，或先修订规则。',
    'The term is longer than the {days} days that the charter allows. Shorten it, or amend the charter first.',
  ),
  'committee.term-backwards': localised(
    '任期结束的日期早于开始的日期。请核对日期。',
    'The term would end before it began. Check the days.',
  ),
  'committee.secretary-does-not-vote': localised(
    '秘书没有表决权。请去掉表决权，或委任为委员。',
    'A secretary has no vote. Leave the vote out, or appoint the person as a member.',
  ),
  'committee.recused': localised(
    '该成员对此事已回避或被认定有利益冲突，不能参与。请由候补委员递补。',
    'This member stands aside from the matter, or was found to be in conflict, and cannot take part. Seat an alternate.',
  ),
  'committee.not-a-member': localised(
    '该人现在不是委员会成员。请核对成员。',
    'That person does not sit on the committee. Check the member.',
  ),
  'committee.not-yours': localised(
    '只能由成员本人办理，或由秘书代为记录。',
    'Only the member can do this, or the secretary on the record.',
  ),
  'committee.seats-not-filled': localised(
    '席位未满：{missing}。请先委任，再组成委员会。',
    'Seats are not filled: {missing}. Appoint members before you constitute the committee.',
  ),
  'committee.too-few-employee-elected': localised(
    '工作规则要求至少 {least} 位员工选举的成员，现有 {now} 位。请先选出并委任。',
    'The charter asks for at least {least} members elected by employees; there are {now}. Have them elected and appoint them first.',
  ),
  'committee.too-few-external': localised(
    '工作规则要求至少 {least} 位外部专家，现有 {now} 位。请先委任。',
    'The charter asks for at least {least} external experts; there are {now}. Appoint them first.',
  ),
  'committee.too-few-alternates': localised(
    '工作规则要求至少 {least} 位候补委员，现有 {now} 位。请先委任。',
    'The charter asks for at least {least} alternates; there are {now}. Appoint them first.',
  ),
  'committee.share-not-met': localised(
    '工作规则要求女性至少占 {percent}%。请写明女性人数；不足的，请先调整人选。',
    'The charter asks for at least {percent}% women. Give the number of women; if it falls short, change the membership first.',
  ),
  'committee.not-constituted': localised(
    '委员会还没有组成。请先组成委员会。',
    'The committee is not constituted. Constitute it first.',
  ),
  'committee.interest-missing': localised(
    '申报有利益关系的，须选择类别。',
    'When there is an interest, say of what kind.',
  ),
  'committee.nothing-declared': localised(
    '该成员没有申报利益关系，无从评估。',
    'This member declared no interest, so there is nothing to assess.',
  ),
  'committee.own-interest': localised(
    '不能评估自己的利益关系。请由另一位成员评估。',
    'Nobody assesses their own interest. Another member must do it.',
  ),
  'committee.no-such-allegation': localised(
    '没有这项指称。请核对编号。',
    'There is no such allegation. Check its number.',
  ),
  'committee.not-an-alternate': localised(
    '该成员不是候补委员，不能递补。',
    'This member is not an alternate and cannot be seated as one.',
  ),
  'committee.nobody-to-stand-in-for': localised(
    '没有需要递补的席位：该成员没有就此回避。',
    'There is no place to fill: that member does not stand aside from this.',
  ),
  'committee.notice-too-short': localised(
    '工作规则要求提前 {days} 天召集会议。请改期。',
    'The charter asks for {days} days between convening and meeting. Choose a later day.',
  ),
  'committee.no-such-meeting': localised(
    '没有这次会议。请核对会议编号。',
    'There is no such meeting. Check its number.',
  ),
  'committee.meeting-held': localised(
    '这次会议已经记录为举行。需要补充的，请另行记录。',
    'This meeting was recorded as held. Record what has to be added as an action.',
  ),
  'committee.meeting-not-held': localised(
    '这次会议还没有举行。请先记录会议举行。',
    'This meeting was not held yet. Record it as held first.',
  ),
  'committee.no-such-motion': localised(
    '没有这项议案。请核对编号。',
    'There is no such motion. Check its number.',
  ),
  'committee.vote-closed': localised(
    '这项议案的表决已经结束。',
    'The vote on this motion is closed.',
  ),
  'committee.not-voting': localised(
    '该成员没有表决权，或任期已满。',
    'This member has no vote, or the term is over.',
  ),
  'committee.not-present': localised(
    '该成员没有出席这次会议，不能表决。',
    'This member was not at the meeting and cannot vote.',
  ),
});

/** A code without a sentence does not compile. */
export const refused = (
  code: keyof typeof committeeRefusals,
  field?: readonly string[],
  values?: Refused['values'],
): Refused => new Refused(code, field, values);
