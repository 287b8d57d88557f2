import { languageTag, type Day, type Language, type Localised, type Precision } from '#kernel';
import { say, words } from './words.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    // British order: 12 August 2025.
    found = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : languageTag[language], options);
    formats.set(key, found);
  }
  return found;
}

const midnight = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const shown = {
  day: { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' },
  month: { year: 'numeric', month: 'long', timeZone: 'UTC' },
  year: { year: 'numeric', timeZone: 'UTC' },
} as const;

/** A day as exactly as it is known, never more exactly. */
export function dayText(day: Day, precision: Precision, language: Language): string {
  return precision === 'unknown'
    ? words.dateUnknown[language]
    : format(language, shown[precision]).format(midnight(day));
}

/** For `datetime`; undefined where nothing is known. */
export function dayMachine(day: Day, precision: Precision): string | undefined {
  switch (precision) {
    case 'day':
      return day;
    case 'month':
      return day.slice(0, 7);
    case 'year':
      return day.slice(0, 4);
    case 'unknown':
      return undefined;
  }
}

/** The heading under which an entry stands; a month is not claimed where only the year is known. */
export const monthText = (day: Day, precision: Precision, language: Language): string =>
  dayText(day, precision === 'day' ? 'month' : precision, language);

/** "3 days ago", "2 months ago": rounded down, so that it never says more time than has passed. */
export function relativeText(day: Day, today: Day, language: Language): string {
  const days = Math.round((midnight(day).getTime() - midnight(today).getTime()) / 86_400_000);
  const relative = new Intl.RelativeTimeFormat(languageTag[language], { numeric: 'auto' });
  const size = Math.abs(days);
  if (size < 31) return relative.format(days, 'day');
  if (size < 365) return relative.format(Math.trunc(days / 30.44), 'month');
  return relative.format(Math.trunc(days / 365.25) || Math.sign(days), 'year');
}

/** @param at RFC 3339 */
export function momentText(at: string, zone: string, language: Language): string {
  return format(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(new Date(at));
}

/** The zone in words, without an offset that would change with the season. */
export function zoneWords(zone: string): Localised {
  if (zone === 'Asia/Shanghai') return words.beijing;
  const name = (language: Language): string => {
    const part = format(language, { timeZone: zone, timeZoneName: 'longGeneric' })
      .formatToParts(new Date(0))
      .find(({ type }) => type === 'timeZoneName');
    return part ? `${part.value} (${zone})` : zone;
  };
  return say({ zh: '{name}', en: '{name}' }, { name: { zh: name('zh'), en: name('en') } });
}
