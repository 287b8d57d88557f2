import { localised } from '#kernel';
import { defineControl } from './control.js';

/** Publicity over an objection, lowering it, and judging an interest take a second person. */
export const noSelfApproval = defineControl({
  name: 'no-self-approval',
  sentence: localised(
    '凡须第二人确认的事项，均由另一人确认。',
    'What takes a second person was confirmed by another one.',
  ),
  broken({ type, data, actor }, { investigation, committee }) {
    const own = localised(
      '本人确认了本人的决定',
      'somebody confirmed what they decided themselves',
    );
    const signed = localised(
      '记录的决定人不是操作人',
      'it names another person than the one who acted',
    );
    const open = investigation.phase === 'open' ? investigation : null;
    switch (type) {
      case 'investigation.PublicityProposed':
        return data['by'] === actor.id ? null : signed;
      case 'investigation.CasePublicitySet': {
        if (data['by'] !== actor.id) return signed;
        if (data['level'] !== 'public' || data['affected'] !== 'objected') return null;
        if (!open?.raiseProposed)
          return localised(
            '当事人反对而无人提议',
            'made public over an objection without a proposal',
          );
        return open.raiseProposed.by === actor.id ? own : null;
      }
      case 'investigation.CasePublicityConfirmed':
        if (!open?.loweringUnconfirmed)
          return localised('没有待确认的决定', 'nothing waited to be confirmed');
        return open.loweringUnconfirmed.by === actor.id ? own : null;
      case 'committee.ConflictAssessed': {
        if (data['assessedBy'] !== actor.id) return signed;
        const account = committee.members.get(String(data['memberId']))?.account ?? null;
        return account !== null && account === actor.id
          ? localised('成员评估了本人的利益关系', 'a member judged their own interest')
          : null;
      }
      default:
        return null;
    }
  },
});
