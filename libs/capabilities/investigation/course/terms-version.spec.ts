import { describe, expect, it } from '@jest/globals';
import { localised, type PublicEventOf, type Recorded } from '#kernel';
import { recorded, replay } from '../../../../test/language/replay.js';
import {
  InvestigationOpened,
  TermsOfReferenceAdopted,
  TermsOfReferenceAmended,
} from '../events.js';
import { termsVersion } from './terms-version.projection.js';

const opened = (publicity: 'public' | 'counted') =>
  InvestigationOpened({
    case: 'demo',
    title: localised('示例案件', 'A sample case'),
    publicity,
    basis: 'panel-record',
    receivedOn: '2026-03-01',
    precision: 'day',
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
const text = localised('调查投诉。', 'The complaint is looked into.');
const changes = localised('范围扩大。', 'More is looked into.');
const terms = { case: 'demo', on: '2026-03-02', text, hash: 'cd'.repeat(32) };
const events = [
  TermsOfReferenceAdopted({ ...terms, version: 1 }),
  TermsOfReferenceAmended({ ...terms, version: 2, on: '2026-03-05', changes }),
] as const;
const definitions = [TermsOfReferenceAdopted, TermsOfReferenceAmended] as const;
const rowsIn = (publicity: 'public' | 'counted') => {
  const [, ...after] = recorded(
    [InvestigationOpened, ...definitions],
    opened(publicity),
    ...events,
  );
  return replay(
    termsVersion,
    ...(after as Recorded<PublicEventOf<(typeof definitions)[number]>>[]),
  );
};

describe('terms_version', () => {
  it('TermsOfReferenceAdopted: the first version, whole', () => {
    expect(rowsIn('public').get('demo/1')).toEqual({
      key: 'demo/1',
      ref: 'demo',
      version: 1,
      sha256: 'cd'.repeat(32),
      adoptedOn: '2026-03-02',
      text,
      changes: null,
    });
  });

  it('TermsOfReferenceAmended: a version more, with what it changes', () => {
    expect(rowsIn('public').get('demo/2')).toMatchObject({ version: 2, changes });
    expect(rowsIn('public').size).toBe(2);
  });

  it('has no row of a case that is only counted', () => {
    expect([...rowsIn('counted')]).toEqual([]);
  });
});
