import type pg from 'pg';
import type { Instant } from '#kernel';
import type { Position } from '#event-store';
import { reachable } from '#platform/postgres';

/** A published checkpoint. */
export interface Publication {
  readonly size: number;
  /** Position of the last event that it covers. */
  readonly position: Position;
  /** Base64. */
  readonly root: string;
  readonly publishedAt: Instant;
  /** Whether as many witnesses as the policy asks for had confirmed it. */
  readonly quorum: boolean;
  /** The signed note, with the cosignatures that there were. */
  readonly note: string;
}

/** The published checkpoints (`log.checkpoint`): the last one is the horizon of everything that the public reads. */
export class Publications {
  constructor(private readonly pool: pg.Pool) {}

  async last(): Promise<Publication | null> {
    const { rows } = await reachable(
      this.pool.query<Row>(`select ${columns} from log.checkpoint order by size desc limit 1`),
    );
    return rows[0] ? publication(rows[0]) : null;
  }

  /** Position of the last event that the public may see, null before the first publication. */
  async horizon(): Promise<Position | null> {
    const { rows } = await reachable(
      this.pool.query<{ position: string }>(
        `select position from log.checkpoint order by size desc limit 1`,
      ),
    );
    return rows[0]?.position ?? null;
  }

  /** Size and signed note of every one up to a size, the smallest first. */
  async *upTo(size: number): AsyncIterable<Pick<Publication, 'size' | 'note'>> {
    for (let after = 0; ;) {
      const { rows } = await reachable(
        this.pool.query<Pick<Publication, 'size' | 'note'>>(
          `select size::int, note from log.checkpoint where size > $1 and size <= $2 order by size limit $3`,
          [after, size, pageSize],
        ),
      );
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = last.size;
    }
  }

  /** Wakes whoever follows the log. What stands there already stays as it is. */
  async add({ size, position, root, publishedAt, quorum, note }: Publication): Promise<void> {
    await reachable(
      this.pool.query(
        `with added as (
           insert into log.checkpoint (size, position, root, published_at, quorum, note)
           values ($1, $2, $3, to_timestamp($4 / 1000.0), $5, $6) on conflict (size) do nothing
         ) select pg_notify('daylight_log', '')`,
        [size, position, root, publishedAt, quorum, note],
      ),
    );
  }
}

const pageSize = 1000;
const columns = `size::int, position, root, round(date_part('epoch', published_at) * 1000)::float8 as at, quorum, note`;

interface Row {
  readonly size: number;
  readonly position: string;
  readonly root: string;
  readonly at: number;
  readonly quorum: boolean;
  readonly note: string;
}

const publication = ({ at, ...row }: Row): Publication => ({ ...row, publishedAt: at });
