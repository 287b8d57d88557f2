import { createHash } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { canonicalJson, localised, type Json } from '#kernel';
import { given } from '../../../../test/language/given.js';
import { AdoptCharter } from './charter.rules.js';
import { committee } from '../committee.decider.js';
import { CharterAdopted, CharterAmended, type CharterRules } from '../events.js';
import { closed, meta, opened, ref, rules, text } from '../sample.js';

const today = '2026-03-02';
const hashOf = (of: { rules: CharterRules; text: typeof text }) =>
  createHash('sha256')
    .update(canonicalJson(of as unknown as Json))
    .digest('hex');
const adopt = (change: object = {}) =>
  new AdoptCharter({ case: ref, text, rules, ...change }, meta());
const first = CharterAdopted({
  ...{ case: ref, on: today, version: 1, text, rules },
  hash: hashOf({ rules, text }),
});
const changes = localised('法定人数提高', 'A higher quorum');
const stricter = { ...rules, quorumPercent: 75 };

describe('adopting a charter', () => {
  it('makes it version 1, with the hash of rules and words', () => {
    given(committee, opened).when(adopt()).then(first);
  });

  it('amends it by a new version that says what changed', () => {
    given(committee, opened, first)
      .when(adopt({ rules: stricter, changes, on: '2026-03-01' }))
      .then(
        CharterAmended({
          ...{ case: ref, on: '2026-03-01', version: 2, text, rules: stricter, changes },
          hash: hashOf({ rules: stricter, text }),
        }),
      );
  });

  it('stays quiet when nothing is different', () => {
    given(committee, opened, first).when(adopt()).thenNothing();
  });

  it.each([
    ['committee.no-such-case', [], {}],
    ['committee.case-closed', [opened, closed], {}],
    ['committee.text-missing', [opened], { text: localised('字', ' ') }],
    ['committee.charter-impossible', [opened], { rules: { ...rules, leastEmployeeElected: 3 } }],
    ['committee.charter-impossible', [opened], { rules: { ...rules, leastExternal: 2 } }],
    ['committee.changes-missing', [opened, first], { rules: stricter }],
    ['committee.day-ahead', [opened], { on: '2026-03-03' }],
    ['committee.not-a-day', [opened], { on: '2026-02-30' }],
  ])('is refused: %s', (code, past, change) => {
    given(committee, ...past)
      .when(adopt(change))
      .thenRefused(code);
  });
});
