import { localised } from '#kernel';
import { defineControl } from './control.js';

/** Who stands aside from a matter at that moment does not vote on it. */
export const noConflictedVote = defineControl({
  name: 'no-conflicted-vote',
  sentence: localised(
    '表决时已回避该事项的成员均未表决。',
    'Nobody voted on what they stood aside from at that moment.',
  ),
  broken({ type, data }, { committee }) {
    if (type !== 'committee.VoteRecorded') return null;
    const member = committee.members.get(String(data['memberId']));
    const motion = committee.motions[Number(data['motion']) - 1];
    if (!member || !motion)
      return localised('表决人或事项不存在', 'the member or the motion does not exist');
    const { conflicted, recused } = member;
    const about = motion.allegation;
    const aside =
      conflicted || recused.wholeCase || (about !== null && recused.allegations.includes(about));
    return aside
      ? localised('已回避的成员参与了表决', 'a member voted who stood aside from the matter')
      : null;
  },
});
