import { defineEvent } from './event-definition.js';
import { day, integer, listOf, open, record, sha256, text } from './field.js';
import { localised } from './localised.js';

/** Leaf 0: what this log is, by which keys and rules. Everything else is reached from here. */
export const LogOpened = defineEvent('log.LogOpened', {
  version: 1,
  summary: localised('日志启用', 'The log was opened: leaf 0.'),
  ofTheLog: true,
  fields: {
    /** Number of the formats of events, bundles and states that follow. */
    format: open(integer),
    origin: open(text),
    zone: open(text),
    on: open(day),
    /** Verifier key of the log (C2SP signed-note). */
    logKey: open(text),
    /** Public sealing keys (JWK, OKP Ed25519). */
    sealingKeys: open(listOf(record({ kty: text, crv: text, x: text, kid: text }), 10)),
    redactionHash: open(sha256),
    schemasHash: open(sha256),
    viewsHash: open(sha256),
    software: open(text),
    /** Seconds between checkpoints at most; `iat` of leaves is rounded down to it. */
    sealWindow: open(integer),
    witnesses: open(text),
  },
  entry: ({ on, origin }) => ({
    kind: 'log-opened',
    date: on,
    title: localised('日志启用', 'Log opened'),
    text: localised(`日志 ${origin} 从此开始。`, `The log ${origin} starts here.`),
  }),
});

/** The log's own stream. */
export const logStream = 'log';

/** The format that this version writes, and the newest that it reads. */
export const logFormat = 1;
