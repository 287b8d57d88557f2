import type { Result, Verdict } from './report.js';

// The server puts those of the page's language into it; the script brings none.

/** Chinese, English. The page is in one of them. */
type Words = readonly [zh: string, en: string];

/** What can be said on a line, or of something that does not match. */
const said = {
  readLog: ['日志 {origin}，共 {n} 条，格式 1。', 'Log {origin} with {n} records, format 1.'],
  readProof: ['第 {index} 号记录的证明。', 'The proof of record {index}.'],
  unreachable: [
    '没能读到日志。请检查网络后再试。',
    'The log could not be reached. Check the network and try again.',
  ],
  newerFormat: ['这是更新的格式，本页读不懂。', 'This is a newer format than this page can read.'],
  keysUnreadable: [
    '您填写的密钥读不懂，没有核对签名。',
    'The keys that you gave cannot be read, so no signature was checked.',
  ],
  signedByLog: [
    '由密钥 {key} 签名，共 {size} 条。',
    'Signed with the key {key}, for {size} records.',
  ],
  notSignedByLog: [
    '签名不是您所信任的日志密钥作出的。',
    'It is not signed with a key of the log that you trust.',
  ],
  noCheckpoint: ['得到的不是检查点。', 'What was served is not a checkpoint.'],
  cosigned: [
    '{n} 位见证人中有 {k} 位确认：{names}（最近 {time} UTC）。',
    '{k} of {n} witnesses confirm it: {names} (latest {time} UTC).',
  ],
  noWitness: [
    '没有见证人：只有公司自己的签名。',
    'There is no witness: only the company’s own signature.',
  ],
  noneSigned: [
    '{n} 位见证人都还没有确认：只有公司自己的签名。',
    'None of {n} witnesses has confirmed it yet: only the company’s own signature.',
  ],
  tooFewWitnesses: [
    '{n} 位见证人中只有 {k} 位确认（{names}），少于要求。',
    'Only {k} of {n} witnesses confirm it ({names}), fewer than the policy asks for.',
  ],
  falseWitness: ['以见证人名义的签名是假的。', 'A signature in the name of a witness is false.'],
  allHashed: [
    '重新计算了 {n} 条中的每一条，得到签名所指的根 {root}。',
    'Every one of {n} records was hashed again; together they give the signed root {root}.',
  ],
  allIncluded: ['每一条都在这棵树里。', 'Every record is in that tree.'],
  included: [
    '第 {index} 号记录在签名所指的树里，叶哈希 {hash}。',
    'Record {index} is in the signed tree; its leaf hash is {hash}.',
  ],
  onlyOneEntry: ['这次只核对一条。', 'Only one entry was asked for.'],
  treeDiffers: ['各条合起来不是签名所指的树。', 'The records together are not the signed tree.'],
  rootDiffers: [
    '各条合起来得不到签名所指的根。',
    'The records together do not give the signed root.',
  ],
  leafDiffers: [
    '这一条与日志里的哈希不符。',
    'This record is not the one that the log has the hash of.',
  ],
  bundleBroken: ['从这里起的一批记录残缺。', 'The records from here on are incomplete.'],
  notIncluded: ['证明没有通向签名所指的根。', 'The proof does not lead to the signed root.'],
  proofBroken: ['得到的不是证明。', 'What was served is not a proof.'],
  anotherEntry: ['得到的是另一条的证明。', 'What was served is the proof of another record.'],
  consistent: [
    '仍以本浏览器上次见到的 {size} 条开头。',
    'It still begins with the {size} records that this browser saw before.',
  ],
  consistentWithFile: [
    '仍以您所选文件中的 {size} 条开头。',
    'It still begins with the {size} records of the file that you chose.',
  ],
  noEarlier: [
    '没有更早的检查点：本页无法说明历史没有被改写。请保存这一个，下次再来核对。',
    'Without an earlier checkpoint this page cannot show that history was not rewritten. Save this one, and check again later.',
  ],
  noLeafHashes: [
    '没能读到各条的哈希，无法与以前比较。',
    'The hashes of the records could not be read, so nothing was compared with before.',
  ],
  anotherLog: [
    '这是另一个日志，不是以前见到的那个。',
    'This is another log than the one that was seen before.',
  ],
  anotherKey: [
    '以前的检查点是用另一把密钥签名的。',
    'The earlier checkpoint was signed with another key.',
  ],
  logIsShorter: [
    '日志比以前见到的短：有记录被拿掉了，或给出的是旧的。',
    'The log is shorter than what was seen before: records were taken out, or an old one is shown.',
  ],
  historyRewritten: [
    '以前见到的记录被改写了。',
    'Records that were seen before have been rewritten.',
  ],
  allOpened: [
    '{n} 条已公开记录的每个部分都与它的承诺相符。',
    'Every part of {n} opened records is what its leaf commits to.',
  ],
  entryOpened: [
    '公开的 {n} 个部分都与它的承诺相符。',
    'All {n} parts that are open are what its leaf commits to.',
  ],
  notALeaf: ['这一条不是有效的叶。', 'This record is not a well-formed leaf.'],
  notItsWindow: [
    '公开的内容不是当时写进这一条的内容。',
    'What is shown as its content is not what was sealed in this record.',
  ],
  disclosuresBroken: ['公开内容的文件读不懂。', 'The file of what is open cannot be read.'],
  allShown: [
    '{cases} 个案件的 {n} 条与公开的部分一致；{closed} 条不再公开，均有理由。',
    '{n} entries of {cases} cases are what their open parts say; {closed} are no longer open, each with its reason.',
  ],
  caseShown: [
    '案件 {ref} 的 {n} 条与公开的部分一致，没有缺漏的编号。',
    '{n} entries of the case {ref} are what their open parts say, and no number is missing.',
  ],
  entryShown: [
    '案件 {ref} 的第 {n} 条与公开的部分一致。',
    'Entry {n} of the case {ref} is what its open parts say.',
  ],
  ofTheLog: [
    '这一条属于日志本身，不属于任何案件。',
    'This record is of the log itself and of no case.',
  ],
  windowsDiffer: [
    '内容不符，没有再比较页面。',
    'Its content does not match, so the page was not compared.',
  ],
  notDisclosed: [
    '这一条必须公开，却没有公开，也没有说明理由。',
    'This record must be open. It is not, and no reason is given.',
  ],
  partsMissing: ['必须公开的部分没有公开。', 'Parts that must be open are not.'],
  noReason: [
    '不再公开的理由没有指向使案件不再公开的记录。',
    'The reason for which it is closed names no record that takes a case back.',
  ],
  otherClosed: [
    '因这一条而关闭的，不正是该案件此前的各条。',
    'What is closed because of this record is not what its case had before it.',
  ],
  stillOpen: [
    '这一条使案件不再公开，案件此前的记录却仍有公开的。',
    'This record takes its case back, and an earlier one of the case is still open.',
  ],
  releasedMissing: [
    '已宣布公开的记录并没有全部公开。',
    'Not every record that was declared open is open.',
  ],
  chainBroken: [
    '这一条没有接在同一案件的上一条之后。',
    'This entry does not follow on the one before it in its case.',
  ],
  noState: ['没能读到页面所显示内容的清单。', 'The list of what the pages show could not be read.'],
  stateOfAnother: [
    '页面显示的内容与签名所指的不是同一个日志状态。',
    'What the pages show is of another state of the log than the signed one.',
  ],
  caseLeftOut: [
    '日志里有这个公开的案件，清单里没有。',
    'The log has this public case, and the list of what the pages show does not.',
  ],
  noSuchCase: ['没有公开的案件 {ref}。', 'There is no public case {ref}.'],
  caseMissing: [
    '没能读到案件 {ref} 的内容。',
    'What is shown of the case {ref} could not be read.',
  ],
  caseFileDiffers: [
    '案件内容与清单中的哈希不符。',
    'What is shown of the case is not what the list has the hash of.',
  ],
  caseFileBroken: ['案件内容读不懂。', 'What is shown of the case cannot be read.'],
  numberMissing: ['缺少这个编号。', 'This number is missing.'],
  leftOut: [
    '日志里有这一条，页面上没有。',
    'The log has this entry, and the pages do not show it.',
  ],
  notInLog: [
    '页面上有这一条，日志里没有。',
    'The pages show this entry, and the log does not have it.',
  ],
  entryDiffers: [
    '页面显示的与记录里写的不同。',
    'What the pages show is not what the record says.',
  ],
  noDeadlines: ['这一版还没有公布期限。', 'This version does not publish deadlines yet.'],
  fileDiffers: [
    '文件与清单中的哈希不符。',
    'A file is not the one that the manifest has the hash of.',
  ],
  fileNotListed: ['清单里没有这个文件。', 'The manifest does not list this file.'],
  noCrypto: [
    '没能核对：这个浏览器缺少所需的加密功能，也没能取到替代的代码。',
    'Could not check: this browser lacks the cryptography that is needed, and our own code for it could not be fetched.',
  ],
} satisfies Record<string, Words>;
export type SaidKey = keyof typeof said;

const result: { readonly [R in Result]: Words } = {
  unchanged: ['未被改动', 'Unchanged'],
  mismatch: ['不相符', 'Does not match'],
  'not-checked': ['未能核对', 'Could not check'],
  'not-provided': ['未提供', 'Not provided'],
};

const verdict: { readonly [V in Verdict | 'running' | 'cancelled']: Words } = {
  unchanged: ['发布后未被改动', 'Unchanged since publication'],
  'own-signature': [
    '发布后未被改动，但只有公司自己的签名',
    'Unchanged since publication, by only the company’s own signature',
  ],
  mismatch: ['不相符', 'Does not match'],
  'not-checked': ['未能核对', 'Could not check'],
  running: ['正在核对……', 'Checking …'],
  cancelled: ['已取消，没有核对完', 'Cancelled before the end'],
};

const page = {
  outside: ['公司之外谁确认过：{n}', 'Who outside the company confirms this: {n}'],
  nobody: ['没有人（0）', 'nobody (0)'],
  entry: [
    '案件 {ref}，第 {n} 条（日志第 {index} 号）',
    'Case {ref}, entry {n} (record {index} of the log)',
  ],
  number: ['案件 {ref}，第 {n} 条', 'Case {ref}, entry {n}'],
  record: ['日志第 {index} 号记录', 'Record {index} of the log'],
  ofCase: ['案件 {ref}', 'Case {ref}'],
  theLog: ['整个日志', 'The log as a whole'],
  expected: ['应为', 'Expected'],
  computed: ['实为', 'Computed'],
  more: ['另有 {n} 处不相符，见证据文件。', 'There are {n} more; the evidence file has them all.'],
  saveEvidence: ['保存证据文件', 'Save evidence file'],
  saveCheckpoint: ['保存这个检查点', 'Save this checkpoint'],
  browser: [
    '由浏览器自带的加密功能（WebCrypto）计算。',
    'Computed with the browser’s own cryptography (WebCrypto).',
  ],
  'built-in': ['由本页自带的代码计算。', 'Computed with the built-in code of this page.'],
  mixed: [
    '哈希由浏览器（WebCrypto）计算，签名由本页自带的代码核对。',
    'Hashes were computed by the browser (WebCrypto), signatures checked with the built-in code of this page.',
  ],
  noBundle: ['请先选择资料包。', 'Choose a bundle first.'],
  notABundle: [
    '这不是资料包：里面没有 manifest.json。',
    'This is no bundle: it has no manifest.json.',
  ],
  badCheckpoint: [
    '所选文件不是您所信任的日志签名的检查点。',
    'The file that you chose is not a checkpoint signed by a log that you trust.',
  ],
  chosen: ['已选择资料包：{n} 个文件。', 'Bundle chosen: {n} files.'],
} satisfies Record<string, Words>;

const words = { said, result, verdict, page };
type Groups = typeof words;

/** All of them, in one language. */
export type Texts = { readonly [G in keyof Groups]: { readonly [K in keyof Groups[G]]: string } };
export type PageKey = keyof Groups['page'];

export function textsIn(language: 'zh' | 'en'): Texts {
  const at = language === 'zh' ? 0 : 1;
  const group = (of: Readonly<Record<string, Words>>) =>
    Object.fromEntries(Object.entries(of).map(([key, both]) => [key, both[at]]));
  return Object.fromEntries(
    Object.entries(words).map(([name, of]) => [name, group(of)]),
  ) as unknown as Texts;
}
