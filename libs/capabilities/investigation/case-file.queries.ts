import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Principal } from '#kernel';
import { Readings } from '#decisions';
import { Projections } from '#projections';
import { pageOf } from '#web';
import { CaseFile } from './case-file.view.js';
import { RecordedEvents } from './recorded-event.type.js';

/** One case, as of a position or later. */
export class ReadCase {
  readonly operation = 'investigation.ReadCase';
  constructor(
    readonly data: { readonly ref: string; readonly atLeast: string | null },
    readonly actor: Principal,
  ) {}
}

@QueryHandler(ReadCase)
export class ReadCaseHandler implements IQueryHandler<ReadCase, CaseFile | null> {
  constructor(
    @InjectRepository(CaseFile) private readonly files: Repository<CaseFile>,
    @Inject(Projections) private readonly projections: Projections,
  ) {}

  async execute({ data: { ref, atLeast } }: ReadCase): Promise<CaseFile | null> {
    if (atLeast !== null) await this.projections.waitFor('case_file', atLeast);
    return this.files.findOneBy({ key: ref });
  }
}

/** The recorded events of a case, opened. */
export class ReadRecord {
  readonly operation = 'investigation.ReadRecord';
  constructor(
    readonly data: { readonly stream: string; readonly first: number; readonly from: number },
    readonly actor: Principal,
  ) {}
}

@QueryHandler(ReadRecord)
export class ReadRecordHandler implements IQueryHandler<ReadRecord, RecordedEvents> {
  constructor(@Inject(Readings) private readonly readings: Readings) {}

  async execute({
    data: { stream, first, from },
    actor,
    operation,
  }: ReadRecord): Promise<RecordedEvents> {
    const events = await this.readings.open(actor, operation, stream, from, pageOf(first) + 1);
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
