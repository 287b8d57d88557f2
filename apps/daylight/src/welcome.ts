import type { Configuration } from '#platform/configuration';
import { version } from './version.js';

interface Started {
  readonly configuration: Configuration;
  readonly run: { readonly feed: string; readonly office: string };
  readonly seconds: number;
  readonly demo: boolean;
}

/** What a person reads after a start. The last line is for scripts. */
export function welcome(
  { configuration, run, seconds, demo }: Started,
  print: (line: string) => void,
): void {
  const { PUBLIC_URL: url, DATA_DIR: dataDir, DATABASE_URL } = configuration;
  const database =
    DATABASE_URL === undefined
      ? `embedded database in ${dataDir} (delete the folder to start over)`
      : 'database of DATABASE_URL';
  const zh = (
    process.env['LC_ALL'] ??
    process.env['LC_MESSAGES'] ??
    process.env['LANG'] ??
    ''
  ).startsWith('zh');
  const lines = zh
    ? [
        `  天光 ${version}${demo ? ' - 演示数据' : ''}，${DATABASE_URL === undefined ? `内置数据库位于 ${dataDir}（删除该文件夹即可重来）` : '数据库由 DATABASE_URL 指定'}`,
        '',
        `  公开时间线   ${url}/zh/${demo ? 'cases/demo   公开信：/zh/cases/letter' : ''}`,
        `  公开 GraphQL ${url}/graphql   订阅 /feed.atom  /feed.json`,
        `  办公端       ${run.office}/graphql   （令牌：npx daylight token --as admin@demo.test）`,
        '',
        `  用时 ${seconds.toFixed(1)} 秒。按 Ctrl-C 停止。`,
      ]
    : [
        `  Daylight ${version}${demo ? ' - demo data' : ''}, ${database}`,
        '',
        `  Public timeline   ${url}/en/${demo ? 'cases/demo   the open letter: /en/cases/letter' : ''}`,
        `  Public GraphQL    ${url}/graphql   feeds /feed.atom  /feed.json`,
        `  Office            ${run.office}/graphql   (token: npx daylight token --as admin@demo.test)`,
        '',
        `  Started in ${seconds.toFixed(1)} s.  Stop with Ctrl-C.`,
      ];
  for (const line of ['', ...lines, 'ready']) print(line);
}
