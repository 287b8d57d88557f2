import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import {
  Disclosure,
  PublicCase,
  QuarterOfCases,
  SealedBandOfCase,
  TimelineEntry,
  WithdrawnCase,
} from '#cases/public';
import { disclosureKey, quartersShown, type QuarterCounts, type SealedBand } from '#cases/process';
import { CharterVersion, PublicCommittee, PublicMember } from '#committee/public';
import { TermsVersion } from '#investigation/public';
import type { Day } from '#kernel';
import type { Panel, PublishedCheckpoint } from './pages/index.js';
import type { PublicityReason } from '#investigation/events';

export type Order = 'newest' | 'oldest';

/** Which entries of a case, and where a page of them starts. Cursors are entry numbers. */
export interface EntriesAsked {
  readonly kind: string | null;
  readonly order: Order;
  readonly first: number;
  /** Read on after this entry, in the order asked for. */
  readonly after?: number | null;
  /** Read back to before this entry. */
  readonly before?: number | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** A case that was public and is no longer: since when and why. */
export interface Withdrawn {
  readonly on: string;
  readonly reason: PublicityReason;
}

/** The first published checkpoint with which an entry showed. */
export type Publication = Omit<PublishedCheckpoint, 'quorum'>;

/** An entry with its publication; null for one that no checkpoint covers. */
export type ShownEntry = TimelineEntry & { readonly publication: Publication | null };

/** What pages are made of: a page stands where the one that is furthest behind stands. */
export const publicViews = [
  'public_case',
  'timeline_entry',
  'disclosure',
  'public_roster',
  'public_committee',
  'charter_version',
  'terms_version',
];

/**
 * Of what `column` names the case of: a case that is no longer public is not there for anyone, from the moment on in
 * which it was taken back. The published record comes to that only with the next checkpoint.
 */
const stillPublic = (column: string) =>
  `not exists (select from public.withdrawn_case w where w.key = ${column}) and not exists (select from public.public_case w where w.key = ${column} and w."withdrawnOn" is not null)`;

/** As RFC 3339 in UTC, whatever zone the session has. */
const publishedAt = `to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt"`;

/** What is public, read from the public schema: the only way of pages, feeds and GraphQL to the database. */
@Injectable()
export class PublicRecord {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  /** Leaf index up to which the public views have read; -1 before the first. */
  async index(): Promise<number> {
    const [row] = await this.database.query<{ index: number }[]>(
      `select coalesce(min(position), -1)::int as index from log.projection where live and name = any($1)`,
      [publicViews],
    );
    return row?.index ?? -1;
  }

  /** Leaf index up to which the statistics have been counted; they move at a slot, not with the record. */
  async slotIndex(): Promise<number> {
    const [row] = await this.database.query<{ index: number }[]>(
      `select coalesce(min(position), -1)::int as index from log.projection where live and name = 'case_statistics'`,
    );
    return row?.index ?? -1;
  }

  /** The newest that is published; null before the first. */
  async checkpoint(): Promise<PublishedCheckpoint | null> {
    const [row] = await this.database.query<PublishedCheckpoint[]>(
      `select size::int, root, ${publishedAt}, quorum from log.checkpoint order by size desc limit 1`,
    );
    return row ?? null;
  }

  case(ref: string): Promise<PublicCase | null> {
    return this.publicCases().andWhere('c.key = :ref', { ref }).getOne();
  }

  /** Null for a case that is public, and for one that never was. */
  async withdrawn(ref: string): Promise<Withdrawn | null> {
    const row = await this.database.getRepository(PublicCase).findOneBy({ key: ref });
    if (!row) return null;
    const now = await this.database.getRepository(WithdrawnCase).findOneBy({ key: ref });
    if (now) return { on: now.on, reason: now.reason };
    return row.withdrawnOn ? { on: row.withdrawnOn, reason: row.withdrawnFor ?? 'other' } : null;
  }

  /** Changes whenever a case is taken back or may show again. */
  async removals(): Promise<string> {
    const [row] = await this.database.query<{ mark: string }[]>(
      `select concat(count(*), '.', max(index)) as mark from public.withdrawn_case`,
    );
    return row?.mark ?? '';
  }

  /** Cases by reference. @param search part of a title or reference */
  async cases(first: number, after: string | null, search: string): Promise<Page<PublicCase>> {
    const matching = (query: SelectQueryBuilder<PublicCase>) =>
      search === ''
        ? query
        : query.andWhere(
            `(c.ref ilike :like or c.title->>'zh' ilike :like or c.title->>'en' ilike :like)`,
            { like: `%${search.replaceAll(/[\\%_]/g, '\\$&')}%` },
          );
    const all = () => matching(this.publicCases());
    const total = await all().getCount();
    const query = after === null ? all() : all().andWhere('c.key > :after', { after });
    const items = await query
      .orderBy('c.key')
      .take(first + 1)
      .getMany();
    return {
      items: items.slice(0, first),
      total,
      hasNext: items.length > first,
      hasPrevious: after !== null,
    };
  }

  async entries(
    ref: string,
    { kind, order, first, after, before }: EntriesAsked,
  ): Promise<Page<ShownEntry>> {
    const all = () => {
      const query = this.shown().andWhere('e.ref = :ref', { ref });
      return kind === null ? query : query.andWhere('e.kind = :kind', { kind });
    };
    const total = await all().getCount();
    // Reading back from a cursor is reading on in the other direction, and turning the page around.
    const back = before !== null && before !== undefined;
    const descending = (order === 'newest') !== back;
    const cursor = back ? before : after;
    const query =
      cursor === null || cursor === undefined
        ? all()
        : all().andWhere(`e.n ${descending ? '<' : '>'} :cursor`, { cursor });
    const found = await query
      .orderBy('e.n', descending ? 'DESC' : 'ASC')
      .take(first + 1)
      .getMany();
    const more = found.length > first;
    const items = found.slice(0, first);
    if (back) items.reverse();
    return {
      items: await this.published(items),
      total,
      hasNext: back ? true : more,
      hasPrevious: back ? more : cursor !== null && cursor !== undefined,
    };
  }

  entry(ref: string, n: number): Promise<TimelineEntry | null> {
    return this.shown()
      .andWhere('e.key = :key', { key: `${ref}/${String(n)}` })
      .getOne();
  }

  /** Leaf and public windows of an entry as an SD-JWT. */
  async presentation({ index }: TimelineEntry): Promise<string | null> {
    const rows = this.database.getRepository(Disclosure);
    return (await rows.findOneBy({ key: disclosureKey(index) }))?.presentation ?? null;
  }

  /** Entries by leaf index after one, oldest first; of one case or of all. */
  entriesSince(index: number, ref: string | null, most: number): Promise<TimelineEntry[]> {
    const query = this.shown().andWhere('e.index > :index', { index });
    return (ref === null ? query : query.andWhere('e.ref = :ref', { ref }))
      .orderBy('e.index')
      .take(most)
      .getMany();
  }

  /** The newest entries of all cases. */
  async newest(most: number): Promise<ShownEntry[]> {
    return this.published(await this.shown().orderBy('e.index', 'DESC').take(most).getMany());
  }

  async titles(refs: readonly string[]): Promise<Map<string, PublicCase['title']>> {
    const cases = await this.publicCases().andWhere('c.key = any(:refs)', { refs }).getMany();
    return new Map(cases.map(({ ref, title }) => [ref, title]));
  }

  /** Kinds of entries of a case with how many there are, the most frequent first, and one entry of each for its words. */
  async kinds(ref: string): Promise<{ count: number; sample: TimelineEntry }[]> {
    const counts = await this.database.query<{ kind: string; count: number; n: number }[]>(
      `select kind, count(*)::int as count, min(n) as n from public.timeline_entry e where ref = $1 and ${stillPublic('e.ref')} group by kind order by count desc, kind`,
      [ref],
    );
    const samples = await this.database
      .getRepository(TimelineEntry)
      .createQueryBuilder('e')
      .where('e.ref = :ref and e.n = any(:ns)', { ref, ns: counts.map(({ n }) => n) })
      .getMany();
    return counts.flatMap(({ n, count }) => {
      const sample = samples.find((entry) => entry.n === n);
      return sample ? [{ count, sample }] : [];
    });
  }

  /** How many sealed actions, as of the last publication slot. */
  async sealedBand(ref: string): Promise<SealedBand> {
    const row = await this.database.getRepository(SealedBandOfCase).findOneBy({ key: ref });
    return row?.band ?? 'under-10';
  }

  /** Who looks into a case, and which documents are in force. Ask for the case first: one that is not public has none. */
  async panel(ref: string): Promise<Panel> {
    const [members, committee, terms] = await Promise.all([
      this.members(ref),
      this.committee(ref),
      this.terms(ref),
    ]);
    return { members, committee, terms: terms[0]?.version ?? null };
  }

  members(ref: string): Promise<PublicMember[]> {
    return this.database
      .getRepository(PublicMember)
      .find({ where: { ref }, order: { key: 'ASC' } });
  }

  committee(ref: string): Promise<PublicCommittee | null> {
    return this.database.getRepository(PublicCommittee).findOneBy({ key: ref });
  }

  /** Versions of the charter, newest first. */
  charters(ref: string): Promise<CharterVersion[]> {
    return this.database
      .getRepository(CharterVersion)
      .find({ where: { ref }, order: { version: 'DESC' } });
  }

  /** Versions of the terms of reference, newest first. */
  terms(ref: string): Promise<TermsVersion[]> {
    return this.database
      .getRepository(TermsVersion)
      .find({ where: { ref }, order: { version: 'DESC' } });
  }

  /** Quarters that are over, newest first. */
  async statistics(today: Day): Promise<readonly QuarterCounts[]> {
    return quartersShown(await this.database.getRepository(QuarterOfCases).find(), today);
  }

  /** An entry that a release shows follows on the release, whose leaf is the later one: it was published with that. */
  private async published(entries: readonly TimelineEntry[]): Promise<ShownEntry[]> {
    const rows = await this.database.query<(Publication & { key: string })[]>(
      `select s.key, c.size, c.root, c."publishedAt" from (
         select key, max(index) over (partition by ref order by n) as index
         from public.timeline_entry where ref = any($1)
       ) s, lateral (
         select size::int, root, ${publishedAt} from log.checkpoint where size > s.index order by size limit 1
       ) c where s.key = any($2)`,
      [[...new Set(entries.map(({ ref }) => ref))], entries.map(({ key }) => key)],
    );
    const byKey = new Map(rows.map(({ key, ...publication }) => [key, publication]));
    return entries.map((entry) =>
      Object.assign(entry, { publication: byKey.get(entry.key) ?? null }),
    );
  }

  private publicCases(): SelectQueryBuilder<PublicCase> {
    const cases = this.database.getRepository(PublicCase).createQueryBuilder('c');
    return cases.where(stillPublic('c.key'));
  }

  private shown(): SelectQueryBuilder<TimelineEntry> {
    const entries = this.database.getRepository(TimelineEntry).createQueryBuilder('e');
    return entries.where(stillPublic('e.ref'));
  }
}
