import { localised } from '#kernel';
import { defineControl } from './control.js';

const ofMembers = [
  'committee.VoteRecorded',
  'committee.InterestDeclared',
  'committee.MemberRecused',
];
/** Who keeps the record for members. */
const recorders = ['secretary', 'importer'];

/** A member votes, declares and stands aside in person, or the secretary keeps the record. */
export const ownVoice = defineControl({
  name: 'own-voice',
  sentence: localised(
    '成员的表决、申报和回避均由本人作出，或由秘书记录。',
    'Members voted, declared and stood aside themselves, or the secretary kept the record.',
  ),
  broken({ type, data, actor }, { committee }) {
    if (!ofMembers.includes(type) || recorders.includes(actor.role)) return null;
    const member = committee.members.get(String(data['memberId']));
    return member?.account === actor.id
      ? null
      : localised('他人代替成员作出', 'somebody else acted for a member');
  },
});
