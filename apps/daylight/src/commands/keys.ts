import { Command } from 'commander';
import { Invalid } from '#kernel';
import { readConfiguration } from '#platform/configuration';
import { drill, listKeys, rotate, setRecovery, type KeyList, type KeyParts } from '#vault';
import { openDatabases } from '../databases.js';
import { Output } from '../output.js';
import { Usage } from '../usage.js';

interface Json {
  readonly json?: boolean;
}
const json = [
  '--json',
  'progress and result as NDJSON on standard output; the last line is the result',
] as const;

export const keysCommand = () => {
  const command = new Command('keys').description(
    'The keys of what is sealed: count them, rotate, and prove that they can be recovered.',
  );
  for (const one of [listCommand, rotateCommand, recoveryCommand, drillCommand])
    command.addCommand(one().exitOverride());
  return command;
};

const listCommand = () =>
  new Command('list')
    .description('Count the keys, and say what covers them. Never shows a key or a name.')
    .option(...json)
    .action(async (options: Json) => {
      const list = await withKeys(listKeys);
      new Output(options.json ?? false).result({ done: true, ...list }, described(list));
    });

const rotateCommand = () =>
  new Command('rotate')
    .description(
      'Move every key under a new key-encryption key and destroy the old one. Broken off, it is finished by the next call.',
    )
    .option(...json)
    .action(async (options: Json) => {
      const output = new Output(options.json ?? false);
      const rotated = await withKeys((parts) =>
        rotate(parts, (rewrapped) => {
          output.progress({ rewrapped });
        }),
      );
      const { version, resumed, rewrapped, destroyed, recipients } = rotated;
      output.result(
        { done: true, ...rotated },
        [
          `Key-encryption key ${String(version)} is in use; ${String(rewrapped)} keys rewrapped; destroyed: ${destroyed.join(', ') || 'none'}.`,
          ...(resumed ? ['This finished a rotation that had been broken off.'] : []),
          recipients > 0
            ? `A new recovery copy is in DATA_DIR/keys/recovery for ${String(recipients)} recipients: hand it out, and have the old ones destroyed within 30 days.`
            : 'There is no recovery copy: name two offline recipients with `daylight keys recovery`.',
        ].join('\n'),
      );
    });

const recoveryCommand = () =>
  new Command('recovery')
    .description(
      'Name the offline recipients and issue the recovery copy of the key folder to them.',
    )
    .requiredOption(
      '--recipient <age1…>',
      'public recipient of an age identity; twice at least, of different people',
      (recipient: string, others: string[] | undefined) => [...(others ?? []), recipient],
    )
    .option(...json)
    .action(async (options: Json & { recipient: string[] }) => {
      const issued = await withKeys((parts) => setRecovery(parts, options.recipient)).catch(
        (error: unknown) => {
          if (error instanceof Invalid) throw new Usage(`${error.message}.`);
          throw error;
        },
      );
      new Output(options.json ?? false).result(
        { done: true, ...issued },
        `The recovery copy of key-encryption key ${String(issued.version)} is in DATA_DIR/keys/recovery, for\n${issued.recipients.join('\n')}\nAny one of them opens it. Prove it: daylight keys drill --identity FILE.`,
      );
    });

const drillCommand = () =>
  new Command('drill')
    .description('Prove that an offline identity recovers the keys in use. Writes nothing.')
    .requiredOption('--identity <file>', 'identity file of one of the recipients')
    .option(...json)
    .action(async (options: Json & { identity: string }) => {
      const drilled = await withKeys((parts) => drill(parts, options.identity));
      new Output(options.json ?? false).result(
        { done: true, ...drilled },
        `The identity opens the recovery copy of key-encryption key ${String(drilled.version)}. It holds the ${String(drilled.files.length)} files in use (${drilled.files.join(', ')}), and they opened ${String(drilled.opened)} keys.`,
      );
    });

/** Works on the keys of this installation, beside a running server or without one. */
async function withKeys<T>(work: (parts: KeyParts) => Promise<T>): Promise<T> {
  const configuration = readConfiguration(process.env);
  const { databases, close } = await openDatabases(configuration);
  try {
    return await work({ keys: databases.keys.keys, dataDir: configuration.DATA_DIR });
  } finally {
    await close();
  }
}

function described({ keys, keks, officers, recovery }: KeyList): string {
  return [
    ...keys.map(
      ({ audience, class: keyClass, level, kek, count, oldest, newest }) =>
        `${audience} ${keyClass}, level ${String(level)}${kek === null ? '' : `, under ${String(kek)}`}: ${String(count)}, ${oldest} to ${newest}`,
    ),
    ...keks.map(
      ({ version, active, file, rows }) =>
        `key-encryption key ${String(version)}: ${String(rows)} rows${active ? ', in use' : ''}${file ? '' : ', its file is missing'}`,
    ),
    ...officers.map(({ audience, count }) => `officers of ${audience}: ${String(count)}`),
    recovery.recipients.length === 0
      ? 'no recovery: name two offline recipients with `daylight keys recovery`'
      : `recovery copies of ${recovery.copies.join(', ') || 'none'}${recovery.covers ? '' : ' (not of the one in use)'} for ${recovery.recipients.join(' ')}`,
  ].join('\n');
}
