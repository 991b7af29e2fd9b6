/**
 * Zstandard frames at level 3, as they come out of a stream that is flushed and then closed.
 *
 * Mirrors: com.github.luben.zstd.ZstdOutputStream (zstd-jni 1.4.9), over zstd 1.4.9's zstd_compress.c.
 * Departs: behind the first 128 KiB each block has tables of its own, where zstd may use those of the
 * block before: a batch of more than that may come out a few bytes longer.
 * Read next: zstd-matches.ts, zstd-literals.ts, zstd-sequences.ts.
 */
import type { Bytes8 } from '../byte-writer.ts';
import { pushAll } from '../byte-writer.ts';
import { literalsSection } from './zstd-literals.ts';
import type { MatchState, Sequence } from './zstd-matches.ts';
import { findSequences, newMatchState } from './zstd-matches.ts';
import { sequencesSection } from './zstd-sequences.ts';

const BLOCK_BYTES = 128 * 1024;
/** Magic, no content size and no checksum, a window of 2 MiB. */
const FRAME_HEADER = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
/** What closing the stream adds: a last block without anything. */
const EMPTY_BLOCK = [0x01, 0x00, 0x00];
const RAW = 0;
const SAME = 1;
const COMPRESSED = 2;
const COMPRESSIBLE_MIN = 7;

export function zstd(bytes: Uint8Array): Uint8Array {
  const out: Bytes8 = [...FRAME_HEADER];
  const state = newMatchState(bytes);
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    pushBlock(out, state, start, Math.min(start + BLOCK_BYTES, bytes.length));
  }
  pushAll(out, EMPTY_BLOCK);
  return Uint8Array.from(out);
}

function pushBlock(out: Bytes8, state: MatchState, start: number, end: number): void {
  const block = state.input.subarray(start, end);
  const packed = compressBlock(state, start, end);
  if (packed === null) return pushBlockOf(out, RAW, block.length, block);
  // The first block is never one of a single byte: old decoders do not expect it.
  const isSame = start > 0 && packed.length < 25 && block.every((byte) => byte === block[0]);
  if (isSame) return pushBlockOf(out, SAME, block.length, [block[0]!]);
  pushBlockOf(out, COMPRESSED, packed.length, packed);
}

function pushBlockOf(out: Bytes8, type: number, size: number, body: ArrayLike<number>): void {
  const header = (size << 3) | (type << 1);
  out.push(header & 0xff, (header >> 8) & 0xff, header >> 16);
  pushAll(out, body);
}

/** null: it stays as it is. */
function compressBlock(state: MatchState, start: number, end: number): readonly number[] | null {
  const { offsets } = state;
  const size = end - start;
  if (size < COMPRESSIBLE_MIN) return null;
  const sequences = findSequences(state, start, end);
  const tail = sequencesSection(sequences);
  const literals = literalsSection(literalsOf(state.input, sequences, start, end));
  const gain = (size >> 6) + 2;
  if (tail !== null && literals.length + tail.length < size - gain) return [...literals, ...tail];
  // What nobody reads changes nothing for the next block.
  state.offsets = offsets;
  return null;
}

function literalsOf(
  input: Uint8Array,
  sequences: readonly Sequence[],
  start: number,
  end: number,
): Uint8Array {
  const literals: number[] = [];
  let at = start;
  for (const { literalLength, matchLength } of sequences) {
    pushAll(literals, input.subarray(at, at + literalLength));
    at += literalLength + matchLength;
  }
  pushAll(literals, input.subarray(at, end));
  return Uint8Array.from(literals);
}
