/**
 * Bits into bytes, the lowest first.
 *
 * Mirrors: send_bits and bi_windup of zlib's trees.c, BIT_addBits of zstd's bitstream.h.
 */
import type { Bytes8 } from '../byte-writer.ts';

export interface BitWriter {
  readonly bytes: Bytes8;
  /** Bits that fill no byte yet. */
  held: number;
  heldCount: number;
}

export function newBitWriter(): BitWriter {
  return { bytes: [], held: 0, heldCount: 0 };
}

/** Up to 24 bits. */
export function pushBits(writer: BitWriter, value: number, count: number): void {
  writer.held |= value << writer.heldCount;
  writer.heldCount += count;
  while (writer.heldCount >= 8) {
    writer.bytes.push(writer.held & 0xff);
    writer.held >>>= 8;
    writer.heldCount -= 8;
  }
}

/** Fills the last byte with zeros. */
export function alignBits(writer: BitWriter): void {
  if (writer.heldCount > 0) pushBits(writer, 0, 8 - writer.heldCount);
}
