import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { PublicCase, SealedBandOfCase, TimelineEntry } from '#investigation/public';
import type { SealedBand } from '#investigation/process';

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

/** What is public, read from the public schema: the only way of pages, feeds and GraphQL to the database. */
@Injectable()
export class PublicRecord {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  /** Leaf index up to which the public views have read; -1 before the first. */
  async index(): Promise<number> {
    const [row] = await this.database.query<{ index: number }[]>(
      `select coalesce(min(position), -1)::int as index from log.projection where live and name in ('public_case', 'timeline_entry')`,
    );
    return row?.index ?? -1;
  }

  case(ref: string): Promise<PublicCase | null> {
    return this.database.getRepository(PublicCase).findOneBy({ key: ref });
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
    const all = () =>
      matching(this.database.getRepository(PublicCase).createQueryBuilder('c').where('true'));
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
  ): Promise<Page<TimelineEntry>> {
    const all = () => {
      const query = this.database
        .getRepository(TimelineEntry)
        .createQueryBuilder('e')
        .where('e.ref = :ref', { ref });
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
      items,
      total,
      hasNext: back ? true : more,
      hasPrevious: back ? more : cursor !== null && cursor !== undefined,
    };
  }

  entry(ref: string, n: number): Promise<TimelineEntry | null> {
    return this.database.getRepository(TimelineEntry).findOneBy({ key: `${ref}/${String(n)}` });
  }

  /** Entries by leaf index after one, oldest first; of one case or of all. */
  entriesSince(index: number, ref: string | null, most: number): Promise<TimelineEntry[]> {
    const query = this.database
      .getRepository(TimelineEntry)
      .createQueryBuilder('e')
      .where('e.index > :index', { index });
    return (ref === null ? query : query.andWhere('e.ref = :ref', { ref }))
      .orderBy('e.index')
      .take(most)
      .getMany();
  }

  /** The newest entries of all cases. */
  newest(most: number): Promise<TimelineEntry[]> {
    return this.database
      .getRepository(TimelineEntry)
      .find({ order: { index: 'DESC' }, take: most });
  }

  async titles(refs: readonly string[]): Promise<Map<string, PublicCase['title']>> {
    const cases = await this.database
      .getRepository(PublicCase)
      .createQueryBuilder('c')
      .where('c.key = any(:refs)', { refs })
      .getMany();
    return new Map(cases.map(({ ref, title }) => [ref, title]));
  }

  /** Kinds of entries of a case with how many there are, the most frequent first, and one entry of each for its words. */
  async kinds(ref: string): Promise<{ count: number; sample: TimelineEntry }[]> {
    const counts = await this.database.query<{ kind: string; count: number; n: number }[]>(
      `select kind, count(*)::int as count, min(n) as n from public.timeline_entry where ref = $1 group by kind order by count desc, kind`,
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
}
