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
});

/** A code without a sentence does not compile. */
export const refused = (
  code: keyof typeof investigationRefusals,
  field?: readonly string[],
): Refused => new Refused(code, field);
