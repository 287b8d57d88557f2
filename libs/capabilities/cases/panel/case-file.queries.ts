import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Principal } from '#kernel';
import { Readings } from '#decisions';
import { Projections, streamRows, type Until } from '#projections';
import { pageOf } from '#web';
import { caseFile } from './case-file.projection.js';
import { CaseFile } from './case-file.view.js';
import { RecordedEvents } from './recorded-event.type.js';

/** One case, as of a position or later, or as it was at a place in its history. */
export class ReadCase {
  readonly operation = 'cases.ReadCase';
  constructor(
    readonly data: {
      readonly ref: string;
      readonly atLeast: string | null;
      readonly until: Until | null;
    },
    readonly actor: Principal,
  ) {}
}

@QueryHandler(ReadCase)
export class ReadCaseHandler implements IQueryHandler<ReadCase, CaseFile | null> {
  constructor(
    @InjectRepository(CaseFile) private readonly files: Repository<CaseFile>,
    @Inject(Projections) private readonly projections: Projections,
  ) {}

  async execute({ data: { ref, atLeast, until } }: ReadCase): Promise<CaseFile | null> {
    if (atLeast !== null) await this.projections.waitFor('case_file', atLeast);
    const file = await this.files.findOneBy({ key: ref });
    if (file === null || until === null) return file;
    const [row] = await streamRows(this.projections, caseFile, file.stream, until);
    return row ? Object.assign(new CaseFile(), row, { until }) : null;
  }
}

/** The recorded events of a case, opened. */
export class ReadRecord {
  readonly operation = 'cases.ReadRecord';
  constructor(
    readonly data: {
      readonly stream: string;
      readonly first: number;
      readonly from: number;
      /** Leaf index of the last event to read. */
      readonly last: number;
    },
    readonly actor: Principal,
  ) {}
}

@QueryHandler(ReadRecord)
export class ReadRecordHandler implements IQueryHandler<ReadRecord, RecordedEvents> {
  constructor(@Inject(Readings) private readonly readings: Readings) {}

  async execute({
    data: { stream, first, from, last },
    actor,
    operation,
  }: ReadRecord): Promise<RecordedEvents> {
    const opened = await this.readings.open(actor, operation, stream, from, pageOf(first) + 1);
    const events = opened.filter(({ index }) => index <= last);
    const nodes = events.slice(0, first).map((event) => ({
      ...event,
      fields: event.fields.map(({ name, class: fieldClass, value, locked }) => ({
        name,
        class: fieldClass,
        text: typeof value === 'string' || value === null ? value : JSON.stringify(value),
        locked,
      })),
    }));
    return { nodes, next: events.length > first ? from + first : null };
  }
}
