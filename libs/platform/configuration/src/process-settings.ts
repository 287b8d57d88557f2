import type { Connection } from '#platform/postgres';
import { Misconfigured } from '#kernel';

/** What the launcher hands to the office. */
export interface OfficeSettings {
  readonly host: string;
  readonly port: number;
  readonly role: 'all' | 'worker';
  readonly dataDir: string;
  readonly logLevel: string;
  readonly office: Connection;
  readonly keys: Connection;
  readonly reader: string;
  readonly sealWindow: number;
  readonly sealing: {
    readonly batch: number;
    readonly witnesses: string | null;
    readonly withoutQuorum: 'publish' | 'hold';
  };
  readonly version: string;
}

/** What the launcher hands to the feed: one role's connection, no key, no other password. */
export interface FeedSettings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly publicUrl: string;
  readonly database: Connection;
  readonly origin: string;
  readonly zone: string;
  /** Year of leaf 0, a part of entry ids. */
  readonly year: string;
  readonly demo: boolean;
  readonly version: string;
}

const variable = 'DAYLIGHT_PROCESS';

export const settingsFor = (settings: OfficeSettings | FeedSettings): Record<string, string> => ({
  [variable]: JSON.stringify(settings),
});

/** Takes the settings out of the environment, so that no child or dump of it has them. */
export function takeSettings(process_: 'office'): OfficeSettings;
export function takeSettings(process_: 'feed'): FeedSettings;
export function takeSettings(): OfficeSettings | FeedSettings {
  const given = process.env[variable];
  if (given === undefined) {
    throw new Misconfigured(
      'This process is started by `daylight start`',
      variable,
      'Run `npm start`, or `daylight start`.',
    );
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete process.env[variable];
  return JSON.parse(given) as OfficeSettings | FeedSettings;
}
