import { localised, type Language, type Localised } from '#kernel';
import type { CheckLine, Result } from './verify/check.js';
import type { Outcome } from './verify/audit.js';

/** What each check is about, in the words of a report. */
const names: Readonly<Record<string, Localised>> = {
  files: localised('文件与清单一致', 'files match the manifest'),
  checkpoint: localised('检查点有日志签名', 'checkpoint signed by the log'),
  'checkpoint: pinned policy': localised('信任策略由谁固定', 'who pinned the policy'),
  tree: localised('全部条目汇成所签的根', 'entries lead to the signed root'),
  consistency: localised('与此前的检查点一致', 'consistent with earlier checkpoints'),
  leaves: localised('每片叶子有签名', 'every leaf is signed'),
  'leaves: times': localised('时间与见证人所见相符', 'times agree with witnesses'),
  disclosures: localised('公开内容齐全且属实', 'what is public is there and belongs to its leaf'),
  state: localised('公开状态可由条目重新得出', 'public state follows from the entries'),
  openings: localised('封存内容全部可以打开', 'every sealed window opens'),
  policy: localised('公开与否依规则而定', 'visibility and figures follow the rules'),
  rows: localised('与事件库逐行一致', 'rows of the event store'),
  receipts: localised('回执所记均在日志中', 'receipts are in the log'),
};

const results: Readonly<Record<Result, Localised>> = {
  pass: localised('通过', 'pass'),
  fail: localised('不符', 'FAIL'),
  'not-checked': localised('未检查', 'not checked'),
  'not-provided': localised('未提供', 'not provided'),
};

export const verdicts: Readonly<Record<Outcome['verdict'], Localised>> = {
  verified: localised('已核实', 'Verified'),
  mismatch: localised('不一致', 'Does not match'),
  'not-checked': localised('未能核实', 'Not checked'),
};

/** The result for people: a line a check, the verdict last. What was found is said in English, for tools and people alike. */
export function reportOf(
  { verdict, head, checks, controls, stopped }: Outcome,
  l: Language,
): string {
  const lines = checks.map((check) => lineOf(check, l));
  const more = (controls ?? []).map(({ name, result, events, sentence, message }) => {
    const places = events.length > 0 ? ` [${events.slice(0, 20).join(', ')}]` : '';
    const said = result === 'pass' ? sentence[l] : message;
    return `   ${results[result][l].padEnd(12)} ${name}: ${said}${places}`;
  });
  const of = head ? `  ${head.origin}  ${String(head.size)}  ${head.root}` : '';
  return [...lines, ...more, ...(stopped ? [stopped.message] : []), `${verdicts[verdict][l]}${of}`]
    .map(printable)
    .join('\n');
}

/** Names of files and words of a log could steer a terminal, and write over the verdict. */
const printable = (text: string): string => text.replace(/(?!\n)\p{Cc}/gu, '\u{fffd}');

function lineOf({ n, name, result, index, expected, actual, message }: CheckLine, l: Language) {
  const at = index === undefined ? '' : ` #${String(index)}`;
  const hashes = [
    ...(expected === undefined ? [] : [`${l === 'zh' ? '应为' : 'expected'} ${expected}`]),
    ...(actual === undefined ? [] : [`${l === 'zh' ? '实为' : 'actual'} ${actual}`]),
  ].map((line) => `\n      ${line}`);
  const head = `${String(n).padStart(2)} ${results[result][l].padEnd(12)} ${names[name]?.[l] ?? name}`;
  return `${head}${at}: ${message}${hashes.join('')}`;
}
