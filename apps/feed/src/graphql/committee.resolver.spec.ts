import { describe, expect, it } from '@jest/globals';
import { membersOf } from '#committee/process';
import { sampleMember, sampleTerm } from '../pages/sample.js';

describe('members of a committee in GraphQL', () => {
  it('are one entry a term, oldest first, later terms of a member with a number', () => {
    const day = '2025-08-03';
    const lin = sampleMember('林一', {
      terms: [
        sampleTerm({ index: 5, from: day, to: day }),
        sampleTerm({ index: 6, from: day, to: '2025-08-09', role: 'chair' }),
        sampleTerm({ index: 9, from: '2025-08-20' }),
      ],
    });
    const hidden = sampleMember(null, { terms: [sampleTerm({ index: 7, from: '2025-08-10' })] });
    const found = membersOf([hidden, lin] as never).map(({ id, name, from, to }) => [
      id,
      name,
      from,
      to,
    ]);
    expect(found).toEqual([
      ['林一', '林一', day, day],
      ['林一-2', '林一', day, '2025-08-09'],
      ['protected', null, '2025-08-10', null],
      ['林一-3', '林一', '2025-08-20', null],
    ]);
  });

  it('say role and seat by the word of the enum', () => {
    const [member] = membersOf([
      sampleMember('林一', { terms: [sampleTerm({ seat: 'employee_elected' })] }),
    ] as never);
    expect(member).toMatchObject({ role: 'member', seat: 'employee_elected' });
  });
});
