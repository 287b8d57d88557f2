const textOid = 25;
const headerBytes = 20;

/**
 * A `text[]` parameter in PostgreSQL's binary form (array_recv: dimensions, flags, element type, length, lower bound,
 * then each element behind its length). As text, each quote of a body would be escaped here and unescaped there.
 */
export function textArray(values: readonly string[]): Buffer {
  const sizes = values.map((value) => Buffer.byteLength(value));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, headerBytes));
  let at = 0;
  for (const word of [values.length === 0 ? 0 : 1, 0, textOid, values.length, 1])
    at = bytes.writeInt32BE(word, at);
  values.forEach((value, i) => {
    at = bytes.writeInt32BE(sizes[i] as number, at);
    at += bytes.write(value, at);
  });
  return values.length === 0 ? bytes.subarray(0, 12) : bytes;
}
