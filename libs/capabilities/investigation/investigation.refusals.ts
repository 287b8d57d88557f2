import { defineRefusals, localised, Refused } from '#kernel';

/** Why a command of this capability is refused: what is wrong, and what to do next. */
export const investigationRefusals = defineRefusals({
  'investigation.no-such-case': localised(
    '没有这个案件，或您无权查看。请核对案件编号。',
    'There is no such case, or you may not see it. Check the case reference.',
  ),
  'investigation.already-open': localised(
    '该编号的案件已经立案。请使用另一个编号，或在原案件中记录。',
    'A case with this reference is open already. Use another reference, or record in that case.',
  ),
  'investigation.not-a-moment': localised(
    '时间须写成带时区的 ISO 8601 格式，例如 2026-03-02T09:30:00+08:00。',
    'Write the time as ISO 8601 with an offset, for example 2026-03-02T09:30:00+08:00.',
  ),
  'investigation.not-a-day': localised(
    '日期须写成 YYYY-MM-DD，并且确有其日。',
    'Write the day as YYYY-MM-DD; it must exist in the calendar.',
  ),
  'investigation.kind-listed-twice': localised(
    '同一种行动列了两次。请每种只列一次。',
    'The same kind of action is listed twice. List each kind once.',
  ),
  'investigation.role-listed-twice': localised(
    '同一个角色列了两次。请每个只列一次。',
    'The same role is listed twice. List each role once.',
  ),
  'investigation.wording-missing': localised(
    '摘录中有隐去之处，须同时录入原文，以便封存。',
    'The excerpt withholds words; enter the original wording too, so that it can be sealed.',
  ),
  'investigation.going-back-needs-reason': localised(
    '退回到较早阶段须写明理由。请填写理由后再提交。',
    'Going back to an earlier stage needs a reason. Write the reason and send it again.',
  ),
  'investigation.kind-missing': localised('请写明行动的种类。', 'Say what kind of action it was.'),
  'investigation.day-ahead': localised(
    '日期还没有到。请填写今天或更早的日期。',
    'That day has not come yet. Give today or an earlier day.',
  ),
  'investigation.closed': localised(
    '案件已结。须先重启案件，再继续办理。',
    'The case is closed. Reopen it before you go on.',
  ),
  'investigation.paused': localised(
    '调查暂停中。须先恢复调查，再继续办理。',
    'The investigation is paused. Resume it before you go on.',
  ),
  'investigation.not-closed': localised(
    '案件没有结案，无须重启。',
    'The case is not closed, so there is nothing to reopen.',
  ),
  'investigation.close-instead': localised(
    '结案须使用“结案”，并写明结果。',
    'Use “close investigation” and say how the case ends.',
  ),
  'investigation.reopen-instead': localised(
    '重启须使用“重启案件”，并写明原因。',
    'Use “reopen” and say why the case is taken up again.',
  ),
  'investigation.exit-only-from-triage': localised(
    '提前结束只能在初步评估及以前。此后请按“调查完成”结案，并列明所缺。',
    'A case can end early only up to triage. From then on close it as completed and say what is missing.',
  ),
  'investigation.steps-missing': localised(
    '尚缺：{missing}。请先补齐；确实不需要的，请逐项列明并写明理由。',
    'Still missing: {missing}. Do these first, or name each one that is not needed and give the reason.',
  ),
  'investigation.closing-needs-reason': localised(
    '提前结束或尚有所缺时，结案须写明理由。',
    'Closing early, or with something missing, needs a written reason.',
  ),
  'investigation.reason-missing': localised(
    '须写明理由或内容，不能为空。',
    'Write the reason or the words; they may not be empty.',
  ),
  'investigation.text-missing': localised(
    '须同时写出中文和英文的全文。',
    'Write the whole text in Chinese and in English.',
  ),
  'investigation.changes-missing': localised(
    '修订须写明改了什么。',
    'A new version must say what changed.',
  ),
  'investigation.no-such-measure': localised(
    '没有这项有效的临时措施。请核对编号。',
    'No such interim measure is in force. Check its number.',
  ),
  'investigation.review-too-early': localised(
    '复核日期须晚于采取或复核的日期。',
    'The day of the next review must lie after the day of the measure or of this review.',
  ),
  'investigation.link-to-itself': localised(
    '案件不能与自身关联。请填写另一案件的编号。',
    'A case cannot be linked to itself. Give the reference of another case.',
  ),
  'investigation.affected-not-asked': localised(
    '公开案件之前，须逐一征求当事人的意见，并写明结果。',
    'Before a case becomes public every person affected must be asked. Say what they answered.',
  ),
  'investigation.respondent-not-told': localised(
    '公开案件之前，须告知被举报人；没有被举报人的，请写明。',
    'Before a case becomes public the respondent must be told. If nobody is accused, say so.',
  ),
  'investigation.nothing-to-confirm': localised(
    '没有待第二人确认的决定。',
    'Nothing waits for a second person.',
  ),
  'investigation.needs-second-person': localised(
    '须由另一人确认，不能由作出决定的本人确认。',
    'Somebody else must confirm this, not the person who decided it.',
  ),
});

/** A code without a sentence does not compile. */
export const refused = (
  code: keyof typeof investigationRefusals,
  field?: readonly string[],
  values?: Refused['values'],
): Refused => new Refused(code, field, values);
