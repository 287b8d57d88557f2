import { randomUUID } from 'node:crypto';
import { investigation, OpenInvestigation, RecordAction } from '#investigation/process';
import type { Principal } from '#kernel';
import type { BenchInstallation } from './bench-installation.js';
import { median, seconds, type Report } from './report.js';

const actor: Principal = { id: '00000000-0000-8000-8000-00000000000b', roles: ['secretary'] };

/** Whole commands: decided, committed field by field, encrypted, signed, appended and durable. */
export async function sealed({ engine }: BenchInstallation, report: Report): Promise<void> {
  const callers = 64;
  const each = 40;
  const rates: number[] = [];
  for (let round = 0; round <= 5; round += 1) {
    const refs = Array.from({ length: callers }, () => `b-${randomUUID()}`);
    const take = (command: OpenInvestigation | RecordAction) =>
      engine.decisions.take(investigation, command);
    await Promise.all(
      refs.map((ref) =>
        take(
          new OpenInvestigation(
            {
              case: ref,
              title: { zh: '一案', en: 'A case' },
              publicity: 'public',
              basis: 'panel-record',
              receivedAt: '2026-03-02T09:30:00+08:00',
            },
            { actor, commandId: `open-${ref}` },
          ),
        ),
      ),
    );
    const took = await seconds(() =>
      Promise.all(
        refs.map(async (ref) => {
          for (let i = 0; i < each; i += 1)
            await take(
              new RecordAction(
                {
                  case: ref,
                  at: '2026-03-03T10:00:00+08:00',
                  kind: 'interview',
                  summary: 'A witness was heard. Notes were taken and read back.',
                },
                { actor, commandId: `${ref}-${String(i)}` },
              ),
            );
        }),
      ),
    );
    if (round > 0) rates.push((callers * each) / took);
  }
  report.add({
    name: 'sealed append, 64 callers (decide, seal, sign, append)',
    value: median(rates),
    unit: 'events/s',
    mark: { atLeast: 3000 },
  });
}
