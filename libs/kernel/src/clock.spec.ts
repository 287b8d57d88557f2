import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayIn, formatInstant, isDay, isZone, parseInstant } from './clock.js';

const at = (text: string): number => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`not a moment: ${text}`);
  return instant;
};

describe('the day of a moment', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-01T15:59:59.999Z', '2026-03-01'],
    ['Asia/Shanghai', '2026-03-01T16:00:00Z', '2026-03-02'],
    ['Asia/Shanghai', '1969-12-31T15:59:59Z', '1969-12-31'],
    ['Asia/Shanghai', '1969-12-31T16:00:00Z', '1970-01-01'],
    // Local mean time, UTC+8:05:43, until 1901.
    ['Asia/Shanghai', '1797-05-04T15:54:16Z', '1797-05-04'],
    ['Asia/Shanghai', '1797-05-04T15:54:17Z', '1797-05-05'],
    ['UTC', '1797-05-04T23:59:59.999Z', '1797-05-04'],
    // Before the Gregorian reform, and the year zero of ISO 8601.
    ['UTC', '1582-10-14T12:00:00Z', '1582-10-14'],
    ['UTC', '0001-01-01T00:00:00Z', '0001-01-01'],
    ['UTC', '0000-02-29T00:00:00Z', '0000-02-29'],
    // Summer time began on 2026-03-29 at 01:00 UTC and ends on 2026-10-25 at 01:00 UTC.
    ['Europe/Amsterdam', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Amsterdam', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Amsterdam', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Amsterdam', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Amsterdam', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Amsterdam', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Amsterdam', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['America/New_York', '2026-01-01T04:59:59Z', '2025-12-31'],
  ])('in %s, %s is on %s', (zone, instant, day) => {
    expect(dayIn(zone, at(instant))).toBe(day);
  });

  it('is always a day of the calendar', () => {
    const moments = fc.integer({
      min: at('0001-01-02T00:00:00Z'),
      max: at('9999-12-30T00:00:00Z'),
    });
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Amsterdam', 'UTC', 'Pacific/Apia');
    fc.assert(
      fc.property(moments, zones, (instant, zone) => {
        expect(isDay(dayIn(zone, instant))).toBe(true);
      }),
    );
  });

  it('in UTC is the date of the moment', () => {
    const moments = fc.integer({
      min: at('0001-01-01T00:00:00Z'),
      max: at('9999-12-31T23:59:59Z'),
    });
    fc.assert(
      fc.property(moments, (instant) => {
        expect(dayIn('UTC', instant)).toBe(formatInstant(instant).slice(0, 10));
      }),
    );
  });
});

describe('isDay', () => {
  it.each(['2024-02-29', '2000-02-29', '1797-05-04', '0001-01-01', '9999-12-31'])('%s', (day) => {
    expect(isDay(day)).toBe(true);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '12026-01-01',
    '２０２６-01-01',
    '',
  ])('not %j', (day) => {
    expect(isDay(day)).toBe(false);
  });
});

describe('parseInstant', () => {
  it.each([
    ['2026-03-02T09:30:00+08:00', '2026-03-02T01:30:00.000Z'],
    ['2026-03-02T09:30+08:00', '2026-03-02T01:30:00.000Z'],
    ['2026-03-02T09:30:00.123456789Z', '2026-03-02T09:30:00.123Z'],
    ['1797-05-04T00:00:00-05:30', '1797-05-04T05:30:00.000Z'],
    ['2024-02-29T23:59:59.9Z', '2024-02-29T23:59:59.900Z'],
  ])('%s', (text, expected) => {
    expect(formatInstant(at(text))).toBe(expected);
  });

  it.each([
    ['without an offset', '2026-03-02T09:30:00'],
    ['a day only', '2026-03-02'],
    ['a day that does not exist', '2026-02-30T09:30:00Z'],
    ['no leap year', '1900-02-29T00:00:00Z'],
    ['hour 25', '2026-03-02T25:00:00Z'],
    ['minute 60', '2026-03-02T09:60:00Z'],
    ['second 61', '2026-03-02T09:30:61Z'],
    ['offset +25:00', '2026-03-02T09:30:00+25:00'],
    ['an offset without a colon', '2026-03-02T09:30:00+0800'],
    ['a lower-case z', '2026-03-02T09:30:00z'],
    ['a blank for T', '2026-03-02 09:30:00Z'],
    ['a name of a zone', '2026-03-02T09:30:00 Asia/Shanghai'],
    ['an English date', 'Mon, 02 Mar 2026 09:30:00 GMT'],
    ['a number', '1772415000000'],
    ['a line feed after it', '2026-03-02T09:30:00Z\n'],
    ['a year of five digits', '+12026-03-02T09:30:00Z'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads what formatInstant writes', () => {
    const moments = fc.integer({
      min: at('0000-01-01T00:00:00Z'),
      max: at('9999-12-31T23:59:59Z'),
    });
    fc.assert(
      fc.property(moments, (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant);
      }),
    );
  });
});

describe('isZone', () => {
  it.each([
    ['Asia/Shanghai', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('%j: %s', (zone, expected) => {
    expect(isZone(zone)).toBe(expected);
  });
});
