/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** A day, `YYYY-MM-DD`, proleptic Gregorian. */
export type Day = string;

/** The only source of the present moment. Tests pass a fixed one; lint forbids every other. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339, UTC, milliseconds: the one form in which a moment is written. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

const instantForm =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads ISO 8601 with an offset. Returns undefined for anything else, including days that do not exist. */
export function parseInstant(text: string): Instant | undefined {
  const parts = instantForm.exec(text);
  if (!parts) return undefined;
  const [, year, month, day] = parts as unknown as [string, string, string, string];
  if (!isDay(`${year}-${month}-${day}`)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && formatInstant(at).startsWith(text);
}

/** Days from one day to another; negative when it lies before. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The last second that was asked for, and its day: moments mostly follow one another. */
  second: number;
  day: Day;
}

const zones = new Map<string, Zone>();

/** The day of a moment in a zone (IANA name), also before 1970 and before standard time. */
export function dayIn(zone: string, instant: Instant): Day {
  const held = zoneOf(zone);
  // A day begins in the middle of no second, in any zone.
  const second = Math.floor(instant / 1000);
  if (held.second !== second) {
    held.day = dayBy(held.format, instant);
    held.second = second;
  }
  return held.day;
}

function zoneOf(zone: string): Zone {
  let held = zones.get(zone);
  if (!held) {
    // `gregory` is proleptic; ICU's `iso8601` counts Julian days before 1582.
    const format = new Intl.DateTimeFormat('en-u-ca-gregory', {
      timeZone: zone,
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    held = { format, second: Number.NaN, day: '' };
    zones.set(zone, held);
  }
  return held;
}

function dayBy(format: Intl.DateTimeFormat, instant: Instant): Day {
  const parts = Object.fromEntries(format.formatToParts(instant).map((p) => [p.type, p.value]));
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  return `${String(year).padStart(4, '0')}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
}

export function isZone(zone: string): boolean {
  try {
    dayIn(zone, 0);
    return true;
  } catch {
    return false;
  }
}
