import { createHash, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import {
  defineEvent,
  localised,
  narrative,
  open,
  optional,
  panel,
  personal,
  procedure,
  text,
  uuid,
  type AnyDefinition,
  type AnyEvent,
} from '#kernel';
import {
  seal,
  type Body,
  type Envelope,
  type Keyring,
  type Random,
  type Sealed,
  type SealingKeyOf,
  type Signer,
} from '#sealing';
import { now } from './given.js';

/** Bytes of SHA-256 over a counter: other bytes at each call, the same in each run. */
export function seededRandom(seed = 'daylight'): Random {
  let counter = 0;
  return (bytes) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < bytes; have += 32) {
      blocks.push(createHash('sha256').update(`${seed}/${counter}`).digest());
      counter += 1;
    }
    return Buffer.concat(blocks).subarray(0, bytes);
  };
}

/** PKCS #8 of an Ed25519 seed (RFC 8410). */
const ed25519 = (seed: string) =>
  createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      createHash('sha256').update(seed).digest(),
    ]),
    format: 'der',
    type: 'pkcs8',
  });

export const testSigner = (seed = 'seal-1', window = 900, kid = 'seal-1'): Signer => ({
  kid,
  privateKey: ed25519(seed),
  origin: 'test.example/log',
  window,
});

export const jwkOf = ({ kid, privateKey }: Signer): JsonWebKey => {
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty, crv, x, kid } as JsonWebKey;
};

export const keyNamed = (kid: string): SealingKeyOf => ({
  kid,
  key: createHash('sha256').update(`key ${kid}`).digest(),
});

/** Fixed keys: `k_procedure`, `k_panel`, and `k_<person>`. */
export const testKeys: Keyring = {
  procedure: keyNamed('k_procedure'),
  panel: keyNamed('k_panel'),
  person: (id) => keyNamed(`k_${id}`),
};

export const mei = '22222222-2222-4222-8222-222222222222';
export const bo = '33333333-3333-4333-8333-333333333333';

/** Everyone's keys. */
export const allKeys = ['k_procedure', 'k_panel', `k_${mei}`, `k_${bo}`].map(keyNamed);

/** An event with a field of every class. */
export const Noted = defineEvent('test.Noted', {
  version: 1,
  summary: localised('记录', 'Something was noted.'),
  fields: {
    place: open(text),
    hint: open(optional(text)),
    kind: procedure(text),
    personId: procedure(optional(uuid)),
    remark: panel(optional(text)),
    name: personal('personId')(optional(text)),
    story: panel(optional(narrative)),
  },
});

export const full = Noted({
  place: '上海',
  hint: 'third floor',
  kind: 'interview',
  personId: mei,
  remark: 'she stayed calm',
  name: '李晓梅',
  story: [
    { text: 'Present: ' },
    { text: '李晓梅', about: mei },
    { text: ' and ' },
    { text: '王波', about: bo },
    { text: '.' },
  ],
});

export const small = Noted({ place: 'x', kind: 'y' });

export const testEnvelope: Envelope = {
  stream: 'case-44444444-4444-8444-8444-444444444444',
  version: 3,
  eventId: '55555555-5555-5555-8555-555555555555',
  recordedAt: now,
  occurredAt: null,
  actor: { role: 'chair', id: '66666666-6666-4666-8666-666666666666' },
  command: { id: 'c1', inputSalt: 'salt', inputDigest: 'digest' },
  vis: 'public',
  pub: {
    kind: 'noted',
    date: '2026-03-02',
    title: localised('记录', 'Noted'),
    case: '2026-001',
    n: 2,
    prev: 'ab'.repeat(32),
  },
};

export function sealed(
  event: AnyEvent = full,
  envelope: Partial<Envelope> = {},
  { signer = testSigner(), random = seededRandom(), keys = testKeys } = {},
): Sealed & { eventId: string; content: Body } {
  const whole = { ...testEnvelope, ...envelope };
  const bytes = seal(Noted as AnyDefinition, event, whole, keys, signer, random);
  return { ...bytes, eventId: whole.eventId, content: JSON.parse(bytes.body) as Body };
}
