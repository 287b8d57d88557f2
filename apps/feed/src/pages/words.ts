import type { EntryStatus, PublicCaseRow } from '#cases/process';
import { fill, localised, type Localised } from '#kernel';
import type { SealedBand } from '#cases/process';
import type { ErrorPage, Window } from './model.js';

/** Every word of the pages that is not data, in both languages: a missing one does not compile. */
export const words = {
  product: localised('天光', 'Daylight'),
  noRecord: localised('无需登录。不记录谁看过。', 'No sign-in. We do not record who reads this.'),
  skip: localised('跳到正文', 'Skip to the content'),
  demo: localised(
    '演示：这里的内容是虚构的，或仅供演示。',
    'Demonstration: what you read here is fictional, or shown for demonstration only.',
  ),
  language: localised('语言', 'Language'),
  followShort: localised('关注', 'Follow'),
  times: localised('时间：{zone}', 'Times: {zone}'),
  beijing: localised('北京时间（UTC+8）', 'Beijing time (UTC+8)'),
  dateUnknown: localised('日期不详', 'date not known exactly'),
  untranslated: localised('（尚无中文译文）', '(English translation not yet provided)'),
  page: localised('本页地址：', 'This page: '),
  upTo: localised(
    '本页内容截至第 {index} 条记录。',
    'This page shows what was public up to record {index}.',
  ),
  withholding: localised(
    '隐去的内容以方括号标明，并写明理由；不涂黑，也不显示原文长短。',
    'What is withheld is marked in square brackets with its reason, never by bars that show its length.',
  ),

  list: localised('公开的调查', 'Public investigations'),
  listIntro: localised(
    '每个案件到了哪一步，做了什么。任何人都可以看。',
    'How far each case has come, and what was done. Anyone may read it.',
  ),
  searchLabel: localised('按标题或编号查找', 'Find by title or reference'),
  searchButton: localised('查找', 'Find'),
  searchClear: localised('显示全部', 'Show all'),
  found: localised('找到 {n} 个案件', 'Cases found: {n}'),
  cases: localised('{n} 个案件', 'Cases: {n}'),
  noCases: localised(
    '还没有公开的案件。有案件公开时，会出现在这里。',
    'No case is public yet. When one is, it will stand here.',
  ),
  noneFound: localised('没有找到与“{search}”相符的案件。', 'No case matches “{search}”.'),
  moreCases: localised('更多案件', 'More cases'),

  reference: localised('编号 {ref}', 'Reference {ref}'),
  stepOf: localised('第 {n} 步，共 4 步：{step}', 'Step {n} of 4: {step}'),
  opened: localised('立案：', 'Opened: '),
  lastEntry: localised('最近记录：', 'Last entry: '),
  entryCount: localised('{n} 条记录', 'Entries: {n}'),
  steps: localised('进展', 'Steps'),
  now: localised('目前', 'Now'),
  passed: localised('已过', 'Passed'),
  reachedBefore: localised('曾到此步，之后重新处理', 'Reached before, then taken up again'),
  notYet: localised('未到', 'Not yet'),
  stagesReached: localised('已经过的各个阶段', 'The stages reached so far'),
  panel: localised('调查委员会', 'Who is on the panel'),
  noPanel: localised('尚未公布任何成员。', 'No members have been published yet.'),
  timeline: localised('时间线', 'Timeline'),
  filter: localised('按种类筛选', 'Show by kind'),
  allKinds: localised('全部', 'All'),
  newestFirst: localised('新的在前', 'Newest first'),
  oldestFirst: localised('旧的在前', 'Oldest first'),
  oldestHere: localised('按公布顺序，旧的在前', 'In the order of publication, oldest first'),
  newestHere: localised('按公布顺序，新的在前', 'In the order of publication, newest first'),
  older: localised('更早的记录', 'Older entries'),
  newer: localised('更新的记录', 'Newer entries'),
  pages: localised('翻页', 'Pages'),
  emptyTimeline: localised('还没有公布任何记录。', 'Nothing has been published yet.'),
  emptyKind: localised('没有这一种类的记录。', 'There are no entries of this kind.'),
  marks: localised('隐去的内容', 'What is withheld'),
  corrects: localised('更正第 {n} 条', 'Corrects entry {n}'),
  by: localised('由{role}', 'By: {role}'),
  checkEntry: localised('核对', 'Check'),
  liveOne: localised('有 1 条新记录', '1 new entry'),
  liveMany: localised('有 {n} 条新记录', '{n} new entries'),
  liveShow: localised('查看', 'Show'),

  notShown: localised('没有公开的部分', 'What is not shown'),
  band: localised(
    '另有已记录但未公开的行动：{band}。计数截至上一个零点。',
    'Recorded actions that are not public: {band}, counted up to the last midnight.',
  ),
  follow: localised('关注本案', 'Follow this case'),
  followAll: localised('关注全部案件', 'Follow all cases'),
  noAccount: localised(
    '不需要账号。把下面的地址加入任何阅读器即可。',
    'No account needed. Add one of these addresses to any feed reader.',
  ),
  check: localised('怎样核对本页', 'How to check this page'),
  checkLeaf: localised(
    '每条记录都带有一个签名叶，原文由它固定下来。每条记录自己的页面上有叶的哈希，并写明哪些部分已公开、哪些被隐去。',
    'Each entry carries a signed leaf that fixes its words. The page of an entry shows the hash of its leaf, and which parts are disclosed or withheld.',
  ),
  checkSigned: localised(
    '全部记录由签了名的检查点固定下来。您自己的浏览器可以重新计算，看公布之后有没有被改动、被拿掉或换了顺序。',
    'A signed checkpoint fixes the whole record. Your own browser can compute it again and see whether anything was changed, taken out or put in another order after publication.',
  ),
  checkUnsigned: localised(
    '还没有公布签了名的检查点。公布之后，您自己的浏览器就可以核对。',
    'No signed checkpoint has been published yet. After the first one, your own browser can check the record.',
  ),
  checkAll: localised('核对全部记录', 'Check the whole record'),
  checkCase: localised('核对本案', 'Check this case'),
  checkOne: localised('核对这一条', 'Check this entry'),
  checkMeaning: localised(
    '核对能说明公布之后没有改动，不代表内容属实或没有遗漏。',
    'A check tells whether something was changed after publication. It does not mean that the content is true, or that nothing was left out.',
  ),

  entry: localised('第 {n} 条', 'Entry {n}'),
  date: localised('日期', 'Date'),
  kind: localised('种类', 'Kind'),
  role: localised('角色', 'Acting role'),
  madePublic: localised('公布时间', 'Made public'),
  bothLanguages: localised('两种语言的原文', 'The text in both languages'),
  previous: localised('上一条：第 {n} 条', 'Previous: entry {n}'),
  next: localised('下一条：第 {n} 条', 'Next: entry {n}'),
  checkThis: localised('怎样核对这一条', 'How to check this entry'),
  record: localised('机器可读的细节', 'Details for machines'),
  eventType: localised('事件类型', 'Event type'),
  leafIndex: localised('叶的序号', 'Leaf index'),
  leafHash: localised('叶的哈希（SHA-256）', 'Leaf hash (SHA-256)'),
  parts: localised('各个部分', 'Parts'),
  noParts: localised('没有各个部分的资料。', 'No parts are given.'),

  feedAuthor: localised('案件 {ref} 的调查记录', 'Investigation record of {ref}'),
  feedAuthorAll: localised('调查记录', 'Investigation records'),
  feedTitle: localised('{title} · 时间线', '{title} · timeline'),
  statisticsLink: localised('案件统计', 'Cases in numbers'),
  home: localised('去首页', 'Go to the first page'),
} satisfies Record<string, Localised>;

export * from './panel/panel-words.js';

export const say = (sentence: Localised, values: Parameters<typeof fill>[1]): Localised =>
  fill(sentence, values);

export const bandWords: { readonly [B in SealedBand]: Localised } = {
  'under-10': localised('不到 10 项', 'under 10'),
  '10-19': localised('10 至 19 项', '10–19'),
  '20-49': localised('20 至 49 项', '20–49'),
  '50-or-more': localised('50 项及以上', '50 and more'),
};

/** Whose words a case shows. A panel's own record needs no banner. */
export const basisWords: { readonly [B in PublicCaseRow['basis']]: Localised | null } = {
  'panel-record': null,
  'open-letter': localised(
    '这是公开信，不是认定。调查委员会在此没有记录任何内容。',
    'An open letter, not findings. No panel recorded anything here.',
  ),
  'published-record': localised(
    '录自已公布的记录，事后补入，不是当时所记。',
    'Imported from a published record and entered afterwards, not at the time.',
  ),
};

/** Kinds that the product itself gives; the others bring their words in the entry's title. */
const kindWords: Readonly<Record<string, Localised>> = {
  opening: localised('立案', 'Opening'),
  stage: localised('阶段', 'Stage'),
  document: localised('公开文件', 'Public document'),
  'publication-policy': localised('公开范围', 'Publication policy'),
  severity: localised('紧急程度', 'Severity'),
  'terms-of-reference': localised('调查范围', 'Terms of reference'),
  pause: localised('暂停与恢复', 'Pause'),
  closing: localised('结案', 'Closing'),
  reopening: localised('重启', 'Reopening'),
  publicity: localised('公开程度', 'Publicity'),
  referral: localised('对外移交', 'Referral'),
  membership: localised('成员变动', 'Membership'),
  committee: localised('委员会', 'Committee'),
  charter: localised('工作规则', 'Charter'),
  interest: localised('利益关系', 'Interest'),
  recusal: localised('回避', 'Recusal'),
  objection: localised('异议', 'Objection'),
  meeting: localised('会议', 'Meeting'),
  decision: localised('表决', 'Decision'),
  release: localised('公布', 'Release'),
};

export const wordsOfKind = ({
  kind,
  title,
}: {
  readonly kind: string;
  readonly title: Localised;
}): Localised => (Object.hasOwn(kindWords, kind) ? (kindWords[kind] ?? title) : title);

/** What stands in the place of an entry that is no longer shown. */
export const statusWords: { readonly [S in Exclude<EntryStatus, 'shown'>]: Localised } = {
  withheld: localised('这一条暂不公开', 'This entry is withheld'),
  hidden: localised('为保护有关人员已隐藏，正在复核', 'Hidden for protection, under review'),
  erased: localised(
    '这一条中的个人信息已永久销毁',
    'Personal data in this entry was permanently destroyed',
  ),
  retracted: localised('这一条已撤回', 'This entry was retracted'),
};

export const windowWords: { readonly [W in Window['state']]: Localised } = {
  disclosed: localised('已公开', 'disclosed'),
  withheld: localised('已隐去', 'withheld'),
};

export const errorWords: {
  readonly [S in ErrorPage['status']]: { readonly title: Localised; readonly text: Localised };
} = {
  404: {
    title: localised('这里没有可以公开的内容', 'There is nothing public here'),
    text: localised(
      '地址可能有误，也可能没有公开的内容。请核对地址，或从首页开始。',
      'The address may be mistyped, or there is nothing public under it. Check the address, or start from the first page.',
    ),
  },
  500: {
    title: localised('页面没能打开', 'This page could not be shown'),
    text: localised(
      '问题在我们这边，不在您。请稍后再试。',
      'The fault is ours, not yours. Please try again later.',
    ),
  },
  503: {
    title: localised('正在准备', 'Not ready yet'),
    text: localised(
      '公开页面正在更新，通常几分钟就好。请稍后再试。',
      'The public pages are being brought up to date, which usually takes minutes. Please try again soon.',
    ),
  },
};
