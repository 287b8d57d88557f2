import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AdoptCharter, AppointMember, committee } from '#committee/process';
import { DefineTermsOfReference, SetSeverity } from '#investigation/process';
import { withClient } from '#platform/postgres';
import { feedModule } from '../../apps/feed/src/feed.module.js';
import { opening, take } from '../decisions/case.js';
import { checkLog } from '../language/check-log.js';
import { everyRole, newInstallation, type TestInstallation } from '../language/installation.js';

const text = { zh: '委员会每周开会一次。', en: 'The panel meets once a week.' };
const rules = {
  leastEmployeeElected: 0,
  leastExternal: 0,
  leastAlternates: 0,
  leastWomenPercent: 0,
  quorumPercent: 50,
  leastPresent: 1,
  majority: 'simple',
  longestTermDays: 0,
  noticeDays: 0,
} as const;

describe('anyone reads who sits on a panel and under which rules', () => {
  let installation: TestInstallation;
  let app: NestExpressApplication;
  let address: string;
  const errors: unknown[] = [];
  let ids = 0;
  const meta = () => ({ actor: everyRole, commandId: `panel-${String((ids += 1))}` });
  const get = async (path: string) => {
    const response = await fetch(`${address}${path}`);
    return {
      status: response.status,
      text: await response.text(),
      etag: response.headers.get('etag'),
    };
  };
  const query = async (asked: string) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: asked }),
    });
    return (await response.json()) as { data: Record<string, unknown> };
  };

  beforeAll(async () => {
    installation = await newInstallation();
    const { engine, databases } = installation;
    for (const [ref, publicity] of [
      ['seen', 'public'],
      ['kept', 'counted'],
    ] as const) {
      await take(engine, opening(ref, `open-${ref}`, publicity));
      const run = (command: Parameters<typeof committee.decide>[0]) =>
        engine.decisions.take(committee, command);
      await run(new AdoptCharter({ case: ref, text, rules, on: '2026-03-03' }, meta()));
      const later = { zh: '委员会每周开会两次。', en: 'The panel meets twice a week.' };
      const changes = { zh: '更勤。', en: 'More often.' };
      await run(
        new AdoptCharter({ case: ref, text: later, rules, changes, on: '2026-03-04' }, meta()),
      );
      const lin = { name: '林一', person: '11111111-1111-5111-8111-111111111111' };
      const appoint = (role: 'chair' | 'member', more: object = {}) =>
        run(
          new AppointMember(
            { case: ref, member: lin, role, constituency: 'legal', on: '2026-03-05', ...more },
            meta(),
          ),
        );
      await appoint('member');
      await appoint('chair');
      await run(
        new AppointMember(
          {
            case: ref,
            member: { name: '藏名者', person: '22222222-2222-5222-8222-222222222222' },
            role: 'member',
            constituency: 'hr',
            protected: true,
            on: '2026-03-05',
          },
          meta(),
        ),
      );
      await take(engine, new DefineTermsOfReference({ case: ref, text, on: '2026-03-05' }, meta()));
      await take(
        engine,
        new SetSeverity({ case: ref, severity: 'crisis', on: '2026-03-05' }, meta()),
      );
    }
    while (await engine.projections.advance());
    app = await NestFactory.create<NestExpressApplication>(
      feedModule(
        {
          database: databases.main.feed,
          origin: 'test.example/log',
          dataDir: installation.dataDir,
          zone: 'Asia/Shanghai',
          publicUrl: 'http://localhost:3000',
          year: '2026',
          demo: false,
          version: '0.1.0',
        } as never,
        (error) => {
          errors.push(error);
          return 'test';
        },
      ),
      { logger: false },
    );
    app.set('query parser', 'simple');
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await checkLog(installation.engine);
    await installation.close();
  });

  it('on the page of the case', async () => {
    const { status, text: html } = await get('/en/cases/seen');
    expect(status).toBe(200);
    expect(html).toContain('<bdi>林一</bdi>');
    expect(html).toContain('Protected member');
    expect(html).toContain('Severity: Crisis');
    expect(html).toContain('Charter (version 2)');
    expect(html).not.toContain('藏名者');
  });

  it('on the page of the panel, with the term that was changed on its first day', async () => {
    const { status, text: html, etag } = await get('/zh/cases/seen/committee');
    expect(status).toBe(200);
    expect(html.split('<bdi>林一</bdi>')).toHaveLength(3);
    expect(html).not.toContain('藏名者');
    const again = await fetch(`${address}/zh/cases/seen/committee`, {
      headers: { 'if-none-match': etag ?? '', 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });

  it('on the pages of the charter and of the terms', async () => {
    const compared = await get('/en/cases/seen/charter?from=1&to=2');
    expect(compared.text).toMatch(/<del>.*?once.*?<ins>.*?twice/s);
    expect((await get('/en/cases/seen/terms')).text).toContain('The panel meets once a week.');
    expect((await get('/en/statistics')).text).toContain('No quarter has enough cases yet');
  });

  it('in GraphQL', async () => {
    const { data } = await query(
      '{ investigation(ref: "seen") { committee { charter { version adoptedOn text changes(language: zh) } charters { version } members { id name role seat from to } recusals } terms { version text } } statistics { quarter opened } }',
    );
    expect(data).toEqual({
      investigation: {
        committee: {
          charter: {
            version: 2,
            adoptedOn: '2026-03-04',
            text: 'The panel meets twice a week.',
            changes: '更勤。',
          },
          charters: [{ version: 2 }, { version: 1 }],
          members: [
            expect.objectContaining({ name: '林一', role: 'member', to: '2026-03-05' }),
            expect.objectContaining({ name: '林一', role: 'chair', to: null }),
            expect.objectContaining({ name: null, role: 'member', seat: 'hr', to: null }),
          ],
          recusals: 0,
        },
        terms: [{ version: 1, text: 'The panel meets once a week.' }],
      },
      statistics: [],
    });
  });

  it('but no exact count of the statistics, not even from the database', async () => {
    const asFeed = (sql: string) =>
      withClient(installation.databases.main.feed, (client) => client.query(sql));
    for (const column of ['opened', 'closed', '"closedEarly"', 'reopened'])
      await expect(asFeed(`select ${column} from public.case_statistics`)).rejects.toThrow(
        /does not exist/,
      );
    await expect(asFeed('select "openedShown" from public.case_statistics')).resolves.toBeTruthy();
  });

  it('and nothing of a case that is only counted: the same as for what never was', async () => {
    for (const page of ['', '/committee', '/charter', '/charter?from=1&to=2', '/terms']) {
      const [kept, never] = [
        await get(`/en/cases/kept${page}`),
        await get(`/en/cases/never${page}`),
      ];
      expect(kept).toEqual(never);
      expect(kept.status).toBe(404);
    }
    const asked = (ref: string) => query(`{ investigation(ref: "${ref}") { terms { version } } }`);
    expect(await asked('kept')).toEqual(await asked('never'));
    expect(errors).toEqual([]);
  });
});
