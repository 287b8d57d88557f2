import { localised } from '#kernel';

/** Words of the page on which a reader checks the record. What its script says is in `apps/feed/verify/words.ts`. */
export const verifyWords = {
  title: localised('自己核对记录', 'Check the record yourself'),
  intro: localised(
    '本页在您的浏览器里重新计算全部记录，看发布之后有没有被改动、被拿掉或换了顺序。不需要账号，也不必相信这台服务器的说法。您核对了什么，不会发送给服务器；它只看到您的浏览器取了哪些文件。',
    'This page computes the whole record again in your browser and sees whether anything was changed, taken out or put in another order after publication. You need no account, and need not take this server’s word. What you check is not sent to the server; it sees only which files your browser fetches.',
  ),
  noScript: localised(
    '核对需要 JavaScript。没有它也可以核对：下载本页下方的程序，在自己的电脑上运行。',
    'The check needs JavaScript. Without it you can check all the same: download the program below and run it on your own computer.',
  ),
  offline: localised(
    '这个文件不使用网络。请选择一个资料包；它不会离开您的电脑。',
    'This file does not use the network. Choose a bundle; it does not leave your computer.',
  ),
  result: localised('结果', 'Result'),
  notYet: localised('还没有核对', 'Not checked yet'),
  meaning: localised(
    '不代表内容属实或没有遗漏',
    'This does not mean the content is true, or that nothing was left out',
  ),
  what: localised('核对什么', 'What to check'),
  caseLabel: localised(
    '案件编号（不填则为全部公开案件）',
    'Reference of a case (empty: all public cases)',
  ),
  keysLabel: localised('您信任的密钥', 'The keys that you trust'),
  keysHelp: localised(
    '您是从哪里得到这把密钥的？这里填的是本服务器给出的。如果您在别处见过它（印在纸上、来自工会或律师），请逐字比较，或换成您手里的那一份。只留在这个标签页里。',
    'Where did you get this key? What stands here came from this server. If you have seen it elsewhere (on paper, from the union, from counsel), compare it letter by letter, or put in your own. It stays in this tab.',
  ),
  keysHelpOffline: localised(
    '您是从哪里得到这把密钥的？不填就使用资料包里自带的，那只能说明资料包前后一致。如果您手里有一份（印在纸上、来自工会或律师），请填在这里。只留在这个标签页里。',
    'Where did you get this key? Left empty, the one inside the bundle is used, which shows only that the bundle agrees with itself. If you hold one (on paper, from the union, from counsel), put it in here. It stays in this tab.',
  ),
  earlierLabel: localised(
    '更早保存的检查点（可选）',
    'A checkpoint that you saved earlier (if you have one)',
  ),
  bundleTitle: localised('核对资料包', 'Check a bundle instead'),
  bundleHelp: localised(
    '选择导出的文件夹，或把 .tar 文件拖到这里。核对资料包不使用网络。',
    'Choose an exported folder, or drop a .tar file here. A bundle is checked without the network.',
  ),
  folderLabel: localised('文件夹', 'Folder'),
  tarLabel: localised('.tar 文件', '.tar file'),
  run: localised('开始核对', 'Check now'),
  cancel: localised('取消', 'Cancel'),
  progress: localised('已核对的记录', 'Records checked'),
  steps: localised('逐项结果', 'Step by step'),
  compared: localised('比较了什么', 'What is compared'),
  limits: localised('能说明什么，不能说明什么', 'What this can show, and what it cannot'),
  limitsText: localised(
    '核对能说明：发布之后没有改动，也没有拿掉；各页所显示的就是当时记下的。它不能说明：封存的内容属实，或者没有漏记。如果没有公司之外的人确认，公司可以给不同的人看不同的日志；请和别人比较检查点的条数和根。本页的代码也来自这台服务器：不信任它的人，请用下面的程序，或别人写的核对程序。',
    'It shows that nothing was changed or taken out after publication, and that the pages show what was recorded then. It does not show that what is sealed is true, or that nothing was left unrecorded. Where nobody outside the company confirms the log, the company could show different logs to different people: compare size and root of the checkpoint with someone else. The code of this page comes from this server, too: whoever does not trust it uses the program below, or somebody else’s.',
  ),
  code: localised('核对所用的代码', 'The code of this check'),
  notRun: localised('还没有计算。', 'Nothing was computed yet.'),
  scriptHash: localised(
    '本页脚本的 SHA-256（请与发布版本比较）：',
    'SHA-256 of this page’s script (compare it with the release):',
  ),
  download: localised('下载 daylight-audit.mjs', 'Download daylight-audit.mjs'),
  downloadHelp: localised(
    '一个文件，在自己的电脑上用 Node.js 运行，不联网也能核对资料包：',
    'One file that runs on your own computer with Node.js and checks a bundle without the network:',
  ),
  programHash: localised('它的 SHA-256：', 'Its SHA-256:'),
  files: localised('日志的文件：', 'The files of the log:'),
};

/** The lines of the check, in its order. */
export const verifySteps = [
  {
    id: 'read',
    title: localised('读取日志', 'The log was read'),
    compared: localised(
      '资料包：每个文件的 SHA-256 与清单比较。服务器：日志的每一批记录。',
      'Of a bundle: the SHA-256 of every file with its manifest. Of the server: every batch of records of the log.',
    ),
  },
  {
    id: 'checkpoint',
    title: localised('检查点的签名', 'Signature of the checkpoint'),
    compared: localised(
      '用您信任的密钥核对日志对条数和根的 Ed25519 签名。',
      'The log’s Ed25519 signature over size and root, with the key that you trust.',
    ),
  },
  {
    id: 'witnesses',
    title: localised('公司之外谁确认过', 'Who outside the company confirms this'),
    compared: localised(
      '每位见证人的签名；见证人只给同一条历史签名。',
      'The signature of each witness; a witness signs one history only.',
    ),
  },
  {
    id: 'leaves',
    title: localised('逐条重新计算哈希', 'Every record hashed again'),
    compared: localised(
      '每一条的 SHA-256，两两合并直到根，与签名所指的根比较（RFC 6962）。',
      'The SHA-256 of every record, joined two by two up to the root, with the root that was signed (RFC 6962).',
    ),
  },
  {
    id: 'inclusion',
    title: localised('每条公开记录都在日志里', 'Each public entry is in the log'),
    compared: localised('从这一条到根的路径。', 'The path from the entry to the root.'),
  },
  {
    id: 'consistency',
    title: localised('与以前见到的一致', 'Consistent with what was seen before'),
    compared: localised(
      '以前的条数和根，与日志开头同样多条重新算出的根。',
      'Size and root of an earlier checkpoint with the root computed over as many records from the start.',
    ),
  },
  {
    id: 'windows',
    title: localised('公开的部分与当时封存的相符', 'What is open is what was sealed'),
    compared: localised(
      '每个公开部分的 SHA-256 与记录里的承诺；每个承诺只有一个名称（RFC 9901）。',
      'The SHA-256 of each open part with the commitment in the record; each commitment has one name only (RFC 9901).',
    ),
  },
  {
    id: 'entries',
    title: localised(
      '页面显示的与记录相符，没有缺漏',
      'What the pages show is what is recorded, without gaps',
    ),
    compared: localised(
      '案件的每一条：编号、位置、种类和日期；每个必须公开的位置都已公开或写明理由。',
      'Of each entry of a case: number, place, kind and date; and every place that must be open is open or has its reason.',
    ),
  },
  {
    id: 'deadlines',
    title: localised('期限', 'Deadlines'),
    compared: localised(
      '到期与逾期，按记录重新计算。',
      'What is due and overdue, computed again from the record.',
    ),
  },
] as const;
