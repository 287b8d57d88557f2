import { describe, expect, it } from '@jest/globals';
import { formatInstant } from '#kernel';
import { localFormat, readLocal } from './local-time.js';

const read = (text: string, zone = 'Europe/Amsterdam', format = 'yyyy/MM/dd HH:mm:ss.SSS') => {
  const known = localFormat(format);
  if (!known) throw new Error(`no format: ${format}`);
  const instant = readLocal(known, zone, text);
  return instant === undefined ? undefined : formatInstant(instant);
};

describe('a moment that a clock shows', () => {
  it('is read in its zone, in summer and in winter', () => {
    expect(read('2011/10/11 13:45:40.276')).toBe('2011-10-11T11:45:40.276Z');
    expect(read('2011/12/11 13:45:40.276')).toBe('2011-12-11T12:45:40.276Z');
    expect(read('2011/12/11 00:00:00.000', 'Asia/Shanghai')).toBe('2011-12-10T16:00:00.000Z');
    expect(read('2011/12/11 23:59:59.999', 'Pacific/Kiritimati')).toBe('2011-12-11T09:59:59.999Z');
  });

  it('takes the first of an hour that comes twice, and refuses one that was left out', () => {
    expect(read('2011/10/30 02:30:00.000')).toBe('2011-10-30T00:30:00.000Z');
    expect(read('2011/10/30 03:00:00.000')).toBe('2011-10-30T02:00:00.000Z');
    expect(read('2011/03/27 01:59:59.999')).toBe('2011-03-27T00:59:59.999Z');
    expect(read('2011/03/27 02:00:00.000')).toBeUndefined();
    expect(read('2011/03/27 02:59:59.999')).toBeUndefined();
    expect(read('2011/03/27 03:00:00.000')).toBe('2011-03-27T01:00:00.000Z');
    expect(read('2011/12/30 12:00:00.000', 'Pacific/Apia')).toBeUndefined();
  });

  it('is a day without an hour: its first moment, also where the clocks left midnight out', () => {
    expect(read('11.10.2011', 'Europe/Amsterdam', 'dd.MM.yyyy')).toBe('2011-10-10T22:00:00.000Z');
    expect(read('2018-11-04', 'America/Sao_Paulo', 'yyyy-MM-dd')).toBe('2018-11-04T03:00:00.000Z');
  });

  it('is written exactly as the format says', () => {
    for (const text of [
      '2011/10/11 13:45:40',
      '2011-10-11 13:45:40.276',
      '2011/10/11 13:45:40.276 ',
      '2011/02/29 13:45:40.276',
      '2011/10/11 24:00:00.000',
      '2011/10/11 13:60:00.000',
      '',
    ])
      expect([text, read(text)]).toEqual([text, undefined]);
    expect(read('1/2/2011 3:04', 'UTC', 'd/M/yyyy H:mm')).toBe('2011-02-01T03:04:00.000Z');
    expect(read('2011-02-01T03:04:05', 'UTC', "yyyy-MM-dd'T'HH:mm:ss")).toBe(
      '2011-02-01T03:04:05.000Z',
    );
  });

  it('lies before 1970 and before standard time too', () => {
    expect(read('1797/07/03 12:00:00.000', 'Europe/London')).toBe('1797-07-03T12:01:15.000Z');
  });

  it('has a format that leaves no gap', () => {
    for (const format of [
      '',
      'yyyy',
      'yyyy/MM',
      'yyyy/MM/dd mm',
      'yy/MM/dd',
      'yyyy/MM/dd hh:mm',
      'yyyy/MM/dd dd',
    ])
      expect([format, localFormat(format)]).toEqual([format, null]);
  });
});
