import { Inject, Injectable } from '@nestjs/common';
import type { FeedSettings } from '#platform/configuration';
import { PublicRecord } from './public-record.js';
import type { Site } from './pages/index.js';

/** Token of the settings that the launcher handed over. */
export const Settings = Symbol('FeedSettings');

/** What every page and feed says of this installation, as of now. */
@Injectable()
export class SiteOf {
  readonly publicUrl: string;

  constructor(
    @Inject(Settings) private readonly settings: FeedSettings,
    @Inject(PublicRecord) private readonly record: PublicRecord,
  ) {
    this.publicUrl = settings.publicUrl;
  }

  async now(): Promise<Site> {
    const { origin, zone, publicUrl, year, demo, version } = this.settings;
    const [host = origin] = origin.split('/');
    return {
      origin,
      zone,
      publicUrl,
      tagAuthority: `tag:${host},${year}`,
      demo,
      version,
      asOf: { index: await this.record.index() },
      checkpoint: await this.record.checkpoint(),
    };
  }
}
