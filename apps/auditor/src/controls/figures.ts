import { hash } from 'node:crypto';
import { CloseVote, committee, HoldMeeting } from '#committee/process';
import { bandOf } from '#investigation/process';
import { canonicalJson, localised, type Json } from '#kernel';
import type { SealedEvent } from '../reading/sealed-event.js';
import { defineControl, type Before, type Surroundings } from './control.js';

const canonical = (value: unknown): string =>
  canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as Json);

/** What is counted in public is counted again: attendance, votes and their outcome, the band of sealed actions. */
export const figures = defineControl({
  name: 'figures',
  sentence: localised(
    '公开的数字和表决结果均可由记录重新得出。',
    'Published figures and outcomes of votes follow from what was recorded.',
  ),
  broken(event, before, surroundings) {
    const wrong = localised('数字与记录不符', 'it says another figure than what was recorded');
    switch (event.type) {
      case 'investigation.CasePublicitySet': {
        const { investigation: state } = before;
        const said = event.data['sealedActions'];
        if (event.data['level'] !== 'public' || state.phase !== 'open') return null;
        return said === bandOf(state.sealedActions) ? null : wrong;
      }
      case 'committee.MeetingHeld':
      case 'committee.DecisionCarried':
      case 'committee.DecisionFailed':
        return decidedAgain(event, before, surroundings) ? null : wrong;
      default:
        return null;
    }
  },
});

/** Asks the rules again: the same question on the same state has the same answer. */
function decidedAgain(
  { type, data, actor, recordedAt }: SealedEvent,
  before: Before,
  { zone }: Surroundings,
): boolean {
  const meta = { actor: { id: actor.id, roles: [] }, commandId: 'asked-again' };
  const {
    case: ref,
    motion,
    meeting,
    presentIds,
    on,
  } = data as {
    case: string;
    motion: number;
    meeting: number;
    presentIds: readonly string[];
    on: string;
  };
  const command =
    type === 'committee.MeetingHeld'
      ? new HoldMeeting({ case: ref, meeting, present: presentIds, on }, meta)
      : new CloseVote({ case: ref, motion }, meta);
  try {
    const context = {
      now: recordedAt,
      zone,
      sha256: (text: string) => hash('sha256', text, 'hex'),
    };
    const [answer, ...more] = committee.decide(command, before.committee, context);
    if (!answer || more.length > 0 || answer.type !== type) return false;
    return canonical(answer.data) === canonical(data);
  } catch {
    return false; // the rules would have refused it
  }
}
