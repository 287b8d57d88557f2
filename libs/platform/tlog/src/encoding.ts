/** The bytes of standard base64 with padding; null for anything that the encoder would not write. */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A hash of 32 bytes in base64; null for anything else. */
export function hashFromBase64(text: string): Buffer | null {
  const bytes = text.length === 44 ? fromBase64(text) : null;
  return bytes?.length === 32 ? bytes : null;
}

/** A safe integer from 0 in ASCII digits without leading zeros; null for anything else. */
export function fromDecimal(text: string): number | null {
  const n = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(n) ? n : null;
}
