import { createHash, createHmac } from 'node:crypto';

/** Writes 16 bytes as a UUID of a version (RFC 9562). */
function asUuid(bytes: Buffer, version: 5 | 8): string {
  const id = Buffer.from(bytes.subarray(0, 16));
  id.writeUInt8(((id.readUInt8(6) & 0x0f) | (version << 4)) & 0xff, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** UUIDv5 (RFC 9562, 5.5). */
export function uuidV5(namespace: string, name: string): string {
  const bytes = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  return asUuid(createHash('sha1').update(bytes).update(name).digest(), 5);
}

/** The URL namespace of RFC 9562, appendix. */
const urlNamespace = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** Namespaces by origin: an installation has one. */
const namespaces = new Map<string, string>();

function namespaceOf(origin: string): string {
  const namespace = namespaces.get(origin) ?? uuidV5(urlNamespace, origin);
  namespaces.set(origin, namespace);
  return namespace;
}

/** Event id of the n-th event of a command: a command sent twice can never store two. */
export const eventIdOf = (origin: string, commandId: string, ordinal: number): string =>
  uuidV5(namespaceOf(origin), `${commandId}/${String(ordinal)}`);

/**
 * The stream of a case. One to one with the reference, so that a second opening meets the first without a directory,
 * and not to be guessed from it by whoever sees the database.
 */
export const caseStream = (naming: Buffer, ref: string): string =>
  `case-${asUuid(createHmac('sha256', naming).update(`case\n${ref}`).digest(), 8)}`;

/** How an alias table looks a name up without holding it. */
export const aliasTag = (naming: Buffer, scope: string, name: string): Buffer =>
  createHmac('sha256', naming).update(`alias\n${scope}\n${name}`).digest();

/** Tells an officer's key that this installation enrolled from one that somebody else put into the database. */
export const officerProof = (naming: Buffer, about: readonly string[], publicKey: Buffer): Buffer =>
  createHmac('sha256', naming)
    .update(`officer\n${JSON.stringify(about)}\n`)
    .update(publicKey)
    .digest();
