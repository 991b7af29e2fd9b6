/**
 * Whole numbers of variable length in records: small ones, of either sign, take few bytes.
 *
 * Mirrors: org.apache.kafka.common.utils.ByteUtils (sizeOfVarint, sizeOfVarlong, writeVarlong), 2.8.0.
 */

/** Length of a varint or varlong in bytes. */
export function varintBytes(value: number): number {
  let left = zigzag(value);
  let bytes = 1;
  for (; left >= 128; bytes++) left = Math.floor(left / 128);
  return bytes;
}

/** Writes a varint or varlong behind what is there. */
export function pushVarint(bytes: number[], value: number): void {
  let left = zigzag(value);
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  bytes.push(left);
}

/** 0, -1, 1, -2 … as 0, 1, 2, 3 … */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}
