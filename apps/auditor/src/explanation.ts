import {
  formatInstant,
  localised,
  type Language,
  type Localised,
  type PublishedEntry,
} from '#kernel';
import type { PublicFold } from './fold/public-fold.js';
import type { CaseState } from '#cases/process';
import { definitionOf } from './reading/catalogue.js';
import { verdicts } from './report.js';
import type { Outcome, Seen, Watch } from './verify/audit.js';

/** One leaf, as data. */
interface Told {
  readonly index: number;
  readonly leafHash: string;
  readonly vis: 'public' | 'sealed';
  readonly sealedAt: string;
  readonly type: string | null;
  readonly case: string | null;
  readonly n: number | null;
  readonly kind: string | null;
  readonly title: Localised | null;
  readonly text: Localised | null;
  /** Why nothing of a public leaf is shown, and because of which leaf. */
  readonly why: string | null;
  readonly by: number | null;
  /** Paths of windows that are open, and how many of the sealed part are closed. */
  readonly open: readonly string[];
  /** Members of the case's public state that it changed. */
  readonly changed: readonly string[];
}

/** Takes down what is found of one leaf while the log is walked. */
export class Explanation implements Watch {
  told: Told | null = null;
  private states = new Map<string, CaseState | null>();

  constructor(private readonly index: number) {}

  before: NonNullable<Watch['before']> = ({ index }, _leaf, fold) => {
    if (index === this.index) this.states = statesOf(fold);
  };

  after: NonNullable<Watch['after']> = ({ place, leaf, line, event, sealed }: Seen, fold) => {
    if (place.index !== this.index) return;
    const pub = (event?.pub ?? sealed?.pub ?? null) as PublishedEntry | null;
    const ref = event?.ref ?? sealed?.ref ?? null;
    const withheld = line && 'why' in line ? line : null;
    this.told = {
      ...{ index: place.index, leafHash: place.leafHash, vis: leaf.vis },
      sealedAt: formatInstant(leaf.iat * 1000),
      type: event?.type ?? sealed?.type ?? null,
      case: ref,
      n: pub?.n ?? null,
      kind: pub?.kind ?? null,
      title: pub?.title ?? null,
      text: pub?.text ?? null,
      why: withheld?.why ?? null,
      by: withheld?.by ?? null,
      open: event?.open ?? [],
      changed: ref === null ? [] : changes(this.states.get(ref) ?? null, fold.state(ref)),
    };
    this.states = new Map();
  };

  words(l: Language, verdict: Outcome['verdict']): string[] {
    const { told } = this;
    if (!told) return [];
    const say = (zh: string, en: string) => localised(zh, en)[l];
    const { index, vis, sealedAt, type, case: ref, n, title, text, why, by, open, changed } = told;
    const definition = type === null ? undefined : definitionOf(type);
    const entry =
      n === null
        ? ''
        : say(`，公开时间线第 ${String(n)} 条`, `, entry ${String(n)} of its public timeline`);
    return [
      say(
        `第 ${String(index)} 片叶子：${vis === 'public' ? '公开' : '封存'}，时间窗始于 ${sealedAt}。`,
        `Leaf ${String(index)}: ${vis}, in the sealing window that began at ${sealedAt}.`,
      ),
      ...(definition ? [`${definition.summary[l]} (${definition.type})`] : []),
      ...(ref === null ? [] : [say(`案件 ${ref}${entry}。`, `Case ${ref}${entry}.`)]),
      ...(title ? [say(`公众所读：${title.zh}`, `The public reads: ${title.en}`)] : []),
      ...(text ? [text[l]] : []),
      ...(why === null
        ? []
        : [
            say(
              `内容不再公开（${why}），见第 ${String(by)} 片叶子。`,
              `Not shown (${why}), because of leaf ${String(by)}.`,
            ),
          ]),
      ...(vis === 'sealed' && type === null
        ? [
            say(
              '公众只能看到这片叶子本身。',
              'Anyone sees the leaf alone: it commits to something that is sealed.',
            ),
          ]
        : []),
      open.length === 0
        ? say('没有打开的字段。', 'No window of it is open.')
        : say(
            `打开的字段：${open.map((path) => path || 'ev').join('、')}。`,
            `Open windows: ${open.map((path) => path || 'ev').join(', ')}.`,
          ),
      changed.length === 0
        ? say('没有改变案件的公开状态。', 'It changed nothing of the public state.')
        : say(`改变了：${changed.join('、')}。`, `It changed: ${changed.join(', ')}.`),
      say(`整个日志：${verdicts[verdict].zh}。`, `The whole log: ${verdicts[verdict].en}.`),
    ];
  }
}

/** Only asked at one leaf. */
const statesOf = (fold: PublicFold): Map<string, CaseState | null> =>
  new Map(fold.refs().map((ref) => [ref, fold.state(ref)]));

function changes(before: CaseState | null, after: CaseState | null): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return ([...names] as (keyof CaseState)[])
    .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
    .sort();
}
