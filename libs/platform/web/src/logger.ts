import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { codeOf } from '#kernel';

/** JSON lines on a file, never an address or a value of a request. */
export function openLog(file: string, level: string, name: string): Logger {
  return pino(
    { name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: file, mkdir: true, sync: false }),
  );
}

/** Writes an unexpected error under an id. Its message may quote a value, so only its kind and its place are written. */
export const reportTo =
  (log: Logger) =>
  (error: unknown): string => {
    const id = randomUUID();
    const { name, stack } = error instanceof Error ? error : new Error('not an error');
    const frames = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
    log.error(
      { id, error: name, code: codeOf(error), frames: frames.slice(0, 12) },
      'unexpected error',
    );
    return id;
  };

/** Nest's own messages, into the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Logger) {}
  log(message: unknown, context?: unknown): void {
    this.log_.info({ context }, String(message));
  }
  error(message: unknown, _stack?: unknown, context?: unknown): void {
    this.log_.error({ context }, message instanceof Error ? message.name : String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.log_.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    this.log_.debug({ context }, String(message));
  }
}
