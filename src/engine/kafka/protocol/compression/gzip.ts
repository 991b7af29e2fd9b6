/**
 * A gzip member: header, deflated bytes, checksum and length.
 *
 * Mirrors: java.util.zip.GZIPOutputStream (Java 17).
 */
import { deflate } from './deflate.ts';

/** Without name and time; the system is unknown. */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

export function gzip(bytes: Uint8Array): Uint8Array {
  const body = deflate(bytes);
  const result = new Uint8Array(HEADER.length + body.length + 8);
  result.set(HEADER);
  result.set(body, HEADER.length);
  const trailer = [crc32(bytes), bytes.length];
  let at = HEADER.length + body.length;
  for (const value of trailer) {
    for (let shift = 0; shift < 32; shift += 8) result[at++] = (value >>> shift) & 0xff;
  }
  return result;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  }
  return ~crc >>> 0;
}
