import { expect, it } from '@jest/globals';
import { describeAllTried } from '../../../test/language/all-tried.js';
import { committeeCommands } from './committee.commands.js';
import { committeeRefusals } from './committee.refusals.js';

describeAllTried('committee', new URL('.', import.meta.url), committeeRefusals, committeeCommands);

it('has 17 commands', () => {
  expect(committeeCommands).toHaveLength(17);
});
