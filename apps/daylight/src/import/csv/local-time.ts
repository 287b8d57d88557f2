import { isDay, parseInstant, type Instant } from '#kernel';

/** How a file writes its moments: each letter group once, as in `yyyy/MM/dd HH:mm:ss.SSS`. */
export interface LocalFormat {
  readonly pattern: RegExp;
}

const token = /yyyy|MM?|dd?|HH?|mm|ss|S{1,9}|T|'[^']*'|[^A-Za-z']/g;
const groups: Readonly<Record<string, string>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  m: 'minute',
  s: 'second',
  S: 'fraction',
};
const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Null for a format that says no moment: a day and, from the hour on, no gap between its parts. */
export function localFormat(format: string): LocalFormat | null {
  const tokens = format.match(token) ?? [];
  if (tokens.join('') !== format) return null;
  const has = new Set<string>();
  let pattern = '';
  for (const part of tokens) {
    const name = groups[part[0] ?? ''];
    if (name === undefined) pattern += escaped(part.replaceAll("'", ''));
    else if (has.has(name)) return null;
    else {
      has.add(name);
      // One letter: one digit or two.
      pattern += `(?<${name}>\\d{${part.length === 1 && name !== 'fraction' ? '1,2' : String(part.length)}})`;
    }
  }
  const order = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'];
  const complete = order.every((name, i) =>
    has.has(name) ? i === 0 || has.has(order[i - 1] as string) : i > 2,
  );
  return complete ? { pattern: new RegExp(`^${pattern}$`) } : null;
}

/**
 * The moment that a clock in a zone shows. Of an hour that comes twice the first one; undefined for one that was left out,
 * and for what is no such time. A day without an hour is its first moment.
 */
export function readLocal(
  { pattern }: LocalFormat,
  zone: string,
  text: string,
): Instant | undefined {
  const parts = pattern.exec(text)?.groups;
  if (!parts) return undefined;
  const two = (name: string) => (parts[name] ?? '0').padStart(2, '0');
  const day = `${parts['year'] ?? ''}-${two('month')}-${two('day')}`;
  const fraction = (parts['fraction'] ?? '').padEnd(3, '0').slice(0, 3);
  if (!isDay(day) || Number(two('hour')) > 23) return undefined;
  const shown = parseInstant(
    `${day}T${two('hour')}:${two('minute')}:${two('second')}.${fraction}Z`,
  );
  if (shown === undefined) return undefined;
  const [before, after] = [offsetAt(zone, shown - far), offsetAt(zone, shown + far)];
  const found = [before, after].find((offset) => offsetAt(zone, shown - offset) === offset);
  if (found !== undefined) return shown - found;
  return parts['hour'] === undefined ? shown - before : undefined;
}

/** No zone is further from UTC, and none changes its clocks twice within the time. */
const far = 16 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, instant: Instant): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  const second = Math.floor(instant / 1000) * 1000;
  const parts = Object.fromEntries(format.formatToParts(second).map((p) => [p.type, p.value]));
  const part = (name: string) => parts[name] ?? '';
  const year = part('era') === 'BC' ? '0000' : part('year').padStart(4, '0');
  const shown = `${year}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}.000Z`;
  return (parseInstant(shown) ?? Number.NaN) - second;
}
