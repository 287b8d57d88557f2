import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { StageEntered, CasePublicityConfirmed } from '#investigation/process';
import { MemberRecused, VoteRecorded } from '#committee/process';
import { canonicalJson, type Json } from '#kernel';
import { signLeaf } from '#sealing';
import { accountOf, idOf, ref as committeeRef } from '../../libs/capabilities/committee/sample.js';
import { controls } from '../../apps/auditor/src/controls/controls.js';
import {
  bundleOf,
  logFiles,
  signerOf,
  storedEvents,
  withManifest,
  MemorySource,
  type Files,
} from '../language/bundle.js';
import { audit } from '../../apps/auditor/src/verify/audit.js';
import { checkLog } from '../language/check-log.js';
import { newInstallation, type TestInstallation } from '../language/installation.js';
import { noteSigner } from '../language/note-signer.js';
import { everyRole } from '../language/principals.js';
import { audited, canary, check, eventfulLog, failures, forge, options, record } from './logs.js';

const clock = { at: Date.UTC(2026, 2, 10, 4), now: () => clock.at };
let identity = '';
let recipient = '';
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
});

describe('the bundle of an honest log', () => {
  let installation: TestInstallation;
  let files: Files;
  let entries: readonly string[];
  const line = (name: string, at: number): Record<string, Json> =>
    JSON.parse(linesIn(name)[at] ?? '{}') as Record<string, Json>;
  const linesIn = (name: string) => (files.get(name)?.toString('utf8') ?? '').trimEnd().split('\n');
  const placeOf = (index: number) =>
    linesIn('disclosures/0.jsonl').findIndex((text) => text.includes(`"i":${String(index)},`));

  beforeAll(async () => {
    installation = await newInstallation(clock);
    await eventfulLog(installation.engine);
    await checkLog(installation.engine);
    files = await bundleOf(installation.engine, { earlier: [1, 5, 9] });
    entries = (await storedEvents(installation.engine)).map(({ leaf }) => leaf);
  });
  afterAll(() => installation.close());

  it('is verified, and says what was not provided', async () => {
    const outcome = await audited(files);
    expect(
      outcome.checks
        .filter(({ result }) => result !== 'pass')
        .map(({ n, name, result }) => [n, name, result]),
    ).toEqual([
      [2, 'checkpoint: pinned policy', 'not-provided'],
      [5, 'leaves: times', 'not-provided'],
      [8, 'openings', 'not-provided'],
      [9, 'policy', 'not-provided'],
      [10, 'rows', 'not-provided'],
      [11, 'receipts', 'not-provided'],
    ]);
    expect(outcome.verdict).toBe('verified');
    expect(check(outcome, 'checkpoint').message).toContain('trust on first use');
    expect(outcome.fold.refs()).toEqual(['demo', 'late', 'open']);
    expect(check(outcome, 'consistency').message).toBe('4 checkpoints are of this log');
  });

  it('is verified with a policy of one’s own, receipts and kept checkpoints', async () => {
    const policy = { name: 'mine', text: files.get('policy.tlog')?.toString('utf8') ?? '' };
    const old = await logFiles(entries.slice(0, 7), signerOf(installation.engine));
    const previous = [{ name: 'kept', text: old.get('log/checkpoint')?.toString('utf8') ?? '' }];
    const receipts = [{ name: 'mine.sd-jwt', text: `${entries[3] ?? ''}~\n` }];
    const outcome = await audited(files, { policy, previous, receipts });
    expect(outcome.verdict).toBe('verified');
    expect(check(outcome, 'checkpoint: pinned policy')).toMatchObject({ result: 'pass' });
    expect(check(outcome, 'receipts')).toMatchObject({
      result: 'pass',
      message: 'mine.sd-jwt at 3',
    });
  });

  it('is not verified while what the auditor brought is not answered', async () => {
    const { keys, installation: of } = installation.engine;
    const signer = { ...keys.sealing, origin: of.origin, window: 1 };
    const promised = signLeaf(randomBytes(32).toString('base64url'), 'sealed', clock.at, signer);
    const later = await logFiles([...entries, promised], signerOf(installation.engine));
    const previous = [{ name: 'kept', text: later.get('log/checkpoint')?.toString('utf8') ?? '' }];
    const older = await audited(files, { previous });
    expect([older.verdict, check(older, 'consistency').result]).toEqual([
      'not-checked',
      'not-checked',
    ]);
    const strange = await audited(files, { receipts: [{ name: 'mine', text: 'nothing' }] });
    expect(failures(strange)).toEqual([]);
    expect(strange.verdict).toBe('not-checked');
    const noPolicy = { policy: { name: 'mine', text: 'nothing' } };
    await expect(audited(files, noPolicy)).rejects.toThrow('mine is no policy');
    const waiting = await audited(files, { receipts: [{ name: 'mine', text: promised }] });
    expect([waiting.verdict, check(waiting, 'receipts').result]).toEqual([
      'not-checked',
      'not-checked',
    ]);
  });

  it('is not verified when a sealed part leaves out the last event of a case', async () => {
    const wishes = { profile: 'full' as const, recipient, cases: ['open', 'never'] };
    const sealed = await bundleOf(installation.engine, wishes);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const path = 'sealed/0.jsonl.age';
    const text = await decrypter.decrypt(sealed.get(path) ?? new Uint8Array(), 'text');
    const stream = installation.engine.vault.streamOf('never');
    const own = (await storedEvents(installation.engine)).filter((one) => one.stream === stream);
    const last = `{"i":${String(own.at(-1)?.index)},`;
    const fewer = text.split('\n').filter((one) => !one.startsWith(last));
    expect(fewer.length).toBe(text.split('\n').length - 1);
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    sealed.set(path, Buffer.from(await encrypter.encrypt(fewer.join('\n'))));
    const outcome = await audited(sealed, { identity }, wishes);
    expect(failures(outcome)).toEqual([]);
    expect(outcome.verdict).toBe('not-checked');
    expect(check(outcome, 'policy').message).toContain('1 sealed leaves are not shown');
  });

  it('is refused when it names a case of which it shows nothing', async () => {
    const wishes = { profile: 'full' as const, recipient, cases: ['open'] };
    const named = async (cases: string[]) => {
      const whole = withManifest(await bundleOf(installation.engine, wishes), wishes);
      const manifest = JSON.parse(whole.get('manifest.json')?.toString() ?? '') as object;
      whole.set('manifest.json', Buffer.from(canonicalJson({ ...manifest, cases })));
      return audit(new MemorySource(whole), { ...options, identity });
    };
    expect(failures(await named(['open']))).toEqual([]);
    expect(check(await named(['open', 'ghost']), 'openings')).toMatchObject({ result: 'fail' });
  });

  it('is not verified when it brings other witnesses than its entries name', async () => {
    const copy = new Map(files);
    const text = `${files.get('policy.tlog')?.toString('utf8') ?? ''}# of late\n`;
    copy.set('policy.tlog', Buffer.from(text));
    const outcome = await audited(copy);
    expect(failures(outcome)).toEqual([]);
    expect(outcome.verdict).toBe('not-checked');
    expect(check(outcome, 'checkpoint: pinned policy').message).toContain('another list');
    // Who has pinned it does not ask the log.
    const pinned = await audited(copy, { policy: { name: 'mine', text } });
    expect(pinned.verdict).toBe('verified');
  });

  it('is not verified by a policy of somebody else', async () => {
    const other = noteSigner('other.example/log', 'other');
    const text = (await logFiles(entries, other)).get('policy.tlog')?.toString('utf8') ?? '';
    const outcome = await audited(files, { policy: { name: 'mine', text } });
    expect(outcome.verdict).toBe('mismatch');
    expect(check(outcome, 'checkpoint')).toMatchObject({ result: 'fail' });
  });

  it.each(['procedure', 'full'] as const)(
    'is verified with a sealed part of profile %s',
    async (profile) => {
      const wishes = { profile, recipient, cases: ['open', committeeRef] };
      const sealed = await bundleOf(installation.engine, wishes);
      const outcome = await audited(sealed, { identity }, wishes);
      expect(failures(outcome)).toEqual([]);
      expect(outcome.verdict).toBe('verified');
      expect(check(outcome, 'policy')).toMatchObject({ result: 'pass' });
      expect(check(outcome, 'openings').result).toBe(profile === 'full' ? 'pass' : 'not-provided');
      expect(outcome.controls?.map(({ name, result }) => [name, result])).toEqual(
        controls.map(({ name }) => [name, 'pass']),
      );
      const unopened = await audited(sealed, {}, wishes);
      expect([unopened.verdict, check(unopened, 'policy').result]).toEqual([
        'not-checked',
        'not-provided',
      ]);
      const said = JSON.stringify({ ...outcome, fold: null });
      expect(said).not.toContain(canary);
    },
  );

  describe('is refused, naming the place, when', () => {
    /** Changed files under a manifest of their own, as whoever changes them would write. */
    const changed = async (change: (files: Files) => void) => {
      const copy = new Map(files);
      change(copy);
      return audited(copy);
    };
    const rewritten = (name: string, change: (lines: string[]) => string[]) => (copy: Files) => {
      copy.set(
        name,
        Buffer.from(
          change(linesIn(name))
            .map((text) => `${text}\n`)
            .join(''),
        ),
      );
    };
    const relogged = async (change: (all: string[]) => void) => {
      const all = [...entries];
      change(all);
      const log = await logFiles(all, signerOf(installation.engine));
      const copy = new Map([...files].filter(([path]) => !path.startsWith('log/')));
      for (const [path, bytes] of log) copy.set(path, bytes);
      return audited(copy);
    };

    it('a leaf is another one', async () => {
      const outcome = await changed((copy) => {
        const name = `log/tile/entries/000.p/${String(entries.length)}`;
        const bytes = Buffer.from(copy.get(name) ?? '');
        bytes.writeUInt8(bytes.readUInt8(2000) ^ 1, 2000);
        copy.set(name, bytes);
      });
      expect(outcome.verdict).toBe('mismatch');
      expect(check(outcome, 'tree')).toMatchObject({ result: 'fail', index: 5 });
      expect(check(outcome, 'tree').expected).toMatch(/^[0-9a-f]{64}$/);
    });

    it('a leaf is left out of a log that was signed anew', async () => {
      const outcome = await relogged((all) => all.splice(6, 1));
      expect(outcome.verdict).toBe('mismatch');
      const earlier = await bundleOf(installation.engine);
      const old = { name: 'kept', text: earlier.get('log/checkpoint')?.toString('utf8') ?? '' };
      const copy = new Map(files);
      for (const [path, bytes] of await logFiles(
        entries.slice(0, -1),
        signerOf(installation.engine),
      ))
        copy.set(path, bytes);
      const again = await audited(copy, { previous: [old] });
      expect(again.verdict).toBe('mismatch');
    });

    it('two leaves change places', async () => {
      const outcome = await relogged((all) => {
        [all[2], all[3]] = [all[3] ?? '', all[2] ?? ''];
      });
      expect(failures(outcome).map(({ name }) => name)).toContain('disclosures');
      expect(check(outcome, 'disclosures').index).toBe(2);
    });

    it('a kept checkpoint is of another history', async () => {
      const fork = [...entries.slice(0, 4), ...entries.slice(5, 9)];
      const log = await logFiles(fork, signerOf(installation.engine));
      const text = log.get('log/checkpoint')?.toString('utf8') ?? '';
      const outcome = await audited(files, { previous: [{ name: 'kept', text }] });
      expect(outcome.verdict).toBe('mismatch');
      expect(check(outcome, 'consistency')).toMatchObject({ result: 'fail', index: 7 });
    });

    it('a checkpoint is signed by another key of that name', async () => {
      const log = await logFiles(
        entries,
        noteSigner(installation.engine.installation.origin, 'stolen'),
      );
      const outcome = await changed((copy) => {
        copy.set('log/checkpoint', log.get('log/checkpoint') ?? Buffer.alloc(0));
      });
      expect(check(outcome, 'checkpoint')).toMatchObject({ result: 'fail' });
      const together = await changed((copy) => {
        for (const [path, bytes] of log) copy.set(path, bytes);
      });
      expect(check(together, 'leaves')).toMatchObject({ result: 'fail', index: 0 });
    });

    it('windows of a public leaf are withheld', async () => {
      const at = placeOf(1);
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) => lines.filter((_, i) => i !== at)),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: 1 });
    });

    it('a step that was released is withheld', async () => {
      const at = placeOf(5);
      expect(line('disclosures/0.jsonl', at)).toMatchObject({ i: 5 });
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) => lines.filter((_, i) => i !== at)),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail' });
      expect(outcome.verdict).toBe('mismatch');
    });

    it('an optional open field of an appointment is withheld', async () => {
      const at = linesIn('disclosures/0.jsonl').findIndex((text) =>
        text.includes(Buffer.from(`"publicName","成员1"`).toString('base64url').slice(4, 16)),
      );
      const appointed = linesIn('disclosures/0.jsonl').findIndex((text) => {
        const { sd = [] } = JSON.parse(text) as { sd?: string[] };
        return sd.some((one) => Buffer.from(one, 'base64url').toString().includes('"publicName"'));
      });
      expect(at).toBeGreaterThanOrEqual(-1);
      const { i, sd } = JSON.parse(linesIn('disclosures/0.jsonl')[appointed] ?? '') as {
        i: number;
        sd: string[];
      };
      const fewer = sd.filter(
        (one) => !Buffer.from(one, 'base64url').toString().includes('"publicName"'),
      );
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) =>
          lines.map((text, n) => (n === appointed ? canonicalJson({ i, sd: fewer }) : text)),
        ),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: i });
    });

    it.each([
      ['a reason that does not hold', { i: 1, why: 'withdrawn', by: 30 }],
      ['a reason that no act can be', { i: 1, why: 'erased', by: 30 }],
    ])('a public leaf is withheld with %s', async (_what, reason) => {
      const at = placeOf(1);
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) =>
          lines.map((text, i) => (i === at ? canonicalJson(reason) : text)),
        ),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: 1 });
    });

    it('an entry of another case hides behind the act that took a case back', async () => {
      const lines = linesIn('disclosures/0.jsonl').map((text) => JSON.parse(text) as Json);
      const closed = lines.find((one) => (one as { why?: string }).why === 'withdrawn');
      const { by } = closed as { by: number };
      const { entries: shown } = JSON.parse(files.get('cases/open.json')?.toString() ?? '') as {
        entries: { index: number }[];
      };
      const last = shown.at(-1)?.index ?? 0;
      expect(last).toBeLessThan(by);
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (texts) =>
          texts.map((text) =>
            text.includes(`"i":${String(last)},`)
              ? canonicalJson({ i: last, why: 'withdrawn', by })
              : text,
          ),
        ),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: by });
    });

    it.each<[string, (text: string) => string]>([
      ['a key stands twice', (text) => text.replace('{"i"', '{"i":1,"i"')],
      ['a text is escaped in another way', (text) => text.replace('"sd"', '"\\u0073d"')],
      ['there is a space', (text) => text.replace(',"sd"', ', "sd"')],
    ])('%s in a line of disclosures', async (_what, change) => {
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) =>
          lines.map((text, i) => (i === 1 ? change(text) : text)),
        ),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: 0 });
    });

    it('a window is another one', async () => {
      const at = placeOf(1);
      const outcome = await changed(
        rewritten('disclosures/0.jsonl', (lines) =>
          lines.map((text, i) => {
            if (i !== at) return text;
            const { i: index, sd } = JSON.parse(text) as { i: number; sd: string[] };
            const other = sd.map((one) => {
              const opened = Buffer.from(one, 'base64url').toString();
              return Buffer.from(opened.replace('Case open', 'Case shut')).toString('base64url');
            });
            expect(other).not.toEqual(sd);
            return canonicalJson({ i: index, sd: other });
          }),
        ),
      );
      expect(check(outcome, 'disclosures')).toMatchObject({ result: 'fail', index: 1 });
    });

    it('the state or a case is another one', async () => {
      const stated = await changed((copy) => {
        copy.set(
          'state.json',
          Buffer.from((copy.get('state.json')?.toString() ?? '').replace('"late"', '"lame"')),
        );
      });
      expect(failures(stated).map(({ name }) => name)).toEqual(['state']);
      const told = await changed((copy) => {
        const text = copy.get('cases/open.json')?.toString() ?? '';
        copy.set(
          'cases/open.json',
          Buffer.from(text.replace('"stage":"triage"', '"stage":"planning"')),
        );
      });
      expect(check(told, 'state').message).toContain('cases/open.json');
      expect(check(told, 'state').message).toContain('stage');
      const more = await changed((copy) => {
        copy.set('cases/never.json', Buffer.from('{}'));
      });
      expect(check(more, 'state')).toMatchObject({ result: 'fail' });
    });

    it('a file is not as the manifest lists it', async () => {
      const whole = withManifest(files);
      whole.set('state.json', Buffer.from('{}'));
      const outcome = await audit(new MemorySource(whole), options);
      expect(check(outcome, 'files')).toMatchObject({ result: 'fail' });
      whole.delete('state.json');
      whole.set('extra.txt', Buffer.from(''));
      const again = await audit(new MemorySource(whole), options);
      expect(check(again, 'files').message).toContain('1 more');
    });
  });
});

describe('a dishonest log', () => {
  const found = async (
    spoil: (installation: TestInstallation) => Promise<number>,
    profile: 'procedure' | 'full' = 'procedure',
  ) => {
    const installation = await newInstallation(clock);
    try {
      await eventfulLog(installation.engine);
      const index = await spoil(installation);
      const wishes = { profile, recipient, cases: ['open'] };
      const files = await bundleOf(installation.engine, wishes);
      return { index, outcome: await audited(files, { identity }, wishes) };
    } finally {
      await installation.close();
    }
  };
  const size = async ({ engine }: TestInstallation) => Number(await engine.store.head()) + 1;
  const entered = () =>
    StageEntered({ case: 'open', from: 'triage', to: 'planning', on: '2026-03-05' });

  it('is found out when it hides what its rules make public', async () => {
    const { index, outcome } = await found(({ engine }) =>
      forge(engine, 'open', entered(), { vis: 'sealed' }),
    );
    expect(check(outcome, 'policy')).toMatchObject({ result: 'fail', index });
    expect(outcome.verdict).toBe('mismatch');
    expect(check(outcome, 'disclosures').result).toBe('pass');
  });

  it('is found out when its clock goes back', async () => {
    const { index, outcome } = await found(({ engine }) =>
      forge(engine, 'never', entered(), { recordedAt: clock.at - 60_000 }),
    );
    expect(outcome.controls?.find(({ name }) => name === 'no-hidden-clock')).toMatchObject({
      result: 'fail',
      events: [index],
    });
    expect(check(outcome, 'policy').result).toBe('fail');
  });

  it('is found out when somebody confirms their own decision', async () => {
    const { index, outcome } = await found(async (installation) => {
      const at = await size(installation);
      await record(installation.engine, 'back', [
        CasePublicityConfirmed({ case: 'back', on: '2026-03-06' }),
      ]);
      return at;
    });
    expect(outcome.controls?.find(({ name }) => name === 'no-self-approval')).toMatchObject({
      result: 'fail',
      events: [index],
    });
    expect(outcome.verdict).toBe('mismatch');
  });

  it('is found out when somebody votes who stands aside', async () => {
    const { index, outcome } = await found(async (installation) => {
      const { engine } = installation;
      const aside = MemberRecused({
        case: committeeRef,
        on: '2026-02-21',
        memberId: idOf(2),
        allegation: 1,
        reason: [{ text: canary }],
      });
      await record(engine, committeeRef, [aside], { ...everyRole, id: accountOf(2) });
      const at = await size(installation);
      const voted = VoteRecorded({
        case: committeeRef,
        motion: 1,
        memberId: idOf(2),
        vote: 'against',
      });
      await record(engine, committeeRef, [voted], { ...everyRole, id: accountOf(2) });
      return at;
    });
    expect(outcome.controls?.find(({ name }) => name === 'no-conflicted-vote')).toMatchObject({
      result: 'fail',
      events: [index],
    });
  });
});
