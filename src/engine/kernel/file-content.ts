/**
 * What a file holds: made, grown, cut and searched. A list of where each chunk ends stands beside the
 * chunks, so that a place in a file of any length is found by halving, never by walking.
 *
 * Mirrors: pread and FileChannel.truncate.
 * Departs: a record that is cut stays as a torn one of fewer bytes, and so do the bytes of half a
 * character.
 * Read next: disk-operations.ts.
 */
import type { Chunk, FileContent } from './disk.ts';
import { chunkBytes } from './disk.ts';
import { firstIndex } from './first-index.ts';
import { emptyList, listCommonLength, listGet, listPush, listTake } from './persistent-list.ts';

export const EMPTY_CONTENT: FileContent = { chunks: emptyList(), chunkEnds: emptyList(), bytes: 0 };

/** A chunk with its place in the file. */
export interface PlacedChunk {
  readonly chunk: Chunk;
  readonly index: number;
  /** Byte at which it begins. */
  readonly start: number;
}

export function contentOf(chunks: Iterable<Chunk>): FileContent {
  // A copy: what is written anew, though it be nothing, is not what stood there before.
  let content = { ...EMPTY_CONTENT };
  for (const chunk of chunks) content = contentPush(content, chunk);
  return content;
}

export function contentPush({ chunks, chunkEnds, bytes }: FileContent, chunk: Chunk): FileContent {
  const end = bytes + chunkBytes(chunk);
  return { chunks: listPush(chunks, chunk), chunkEnds: listPush(chunkEnds, end), bytes: end };
}

/** Where a file is cut. */
export type Cut = { readonly chunkCount: number } | { readonly byteLength: number };

/** A length in bytes at or behind the end cuts nothing, and the file is the same. */
export function cutContent(content: FileContent, cut: Cut): FileContent {
  if ('chunkCount' in cut) return contentTake(content, cut.chunkCount);
  return contentTakeBytes(content, cut.byteLength);
}

/** The first chunks of a file. */
export function contentTake(content: FileContent, chunkCount: number): FileContent {
  const { chunks, chunkEnds } = content;
  return {
    chunks: listTake(chunks, chunkCount),
    chunkEnds: listTake(chunkEnds, chunkCount),
    bytes: chunkStart(content, chunkCount),
  };
}

/** The first bytes of a file; what is cut in its middle stays as a torn chunk. */
function contentTakeBytes(content: FileContent, bytes: number): FileContent {
  const cut = chunkAt(content, Math.max(0, bytes));
  if (cut === undefined) return content;
  const whole = contentTake(content, cut.index);
  return tornChunks(cut.chunk, bytes - cut.start).reduce(contentPush, whole);
}

function tornChunks(chunk: Chunk, bytes: number): readonly Chunk[] {
  if (bytes <= 0) return [];
  if (typeof chunk !== 'string') return [{ ...chunk, bytes, isTorn: true }];
  let text = '';
  let left = bytes;
  for (const character of chunk) {
    const size = chunkBytes(character);
    if (size > left) break;
    text += character;
    left -= size;
  }
  const torn: Chunk = { record: '', bytes: left, isTorn: true };
  return [...(text === '' ? [] : [text]), ...(left === 0 ? [] : [torn])];
}

/** Byte at which a chunk begins; behind the last one, the file's length. */
export function chunkStart({ chunkEnds, bytes }: FileContent, index: number): number {
  if (index <= 0) return 0;
  return listGet(chunkEnds, index - 1) ?? bytes;
}

/** The chunk that holds a byte; undefined behind the end. */
export function chunkAt(content: FileContent, byteOffset: number): PlacedChunk | undefined {
  const { chunkEnds } = content;
  return placed(
    content,
    firstIndex(chunkEnds.length, (index) => listGet(chunkEnds, index)! > byteOffset),
  );
}

/** The first chunk of which something holds that, once it does, holds of all behind it. */
export function findChunk(
  content: FileContent,
  holds: (chunk: Chunk) => boolean,
): PlacedChunk | undefined {
  const { chunks } = content;
  return placed(
    content,
    firstIndex(chunks.length, (index) => holds(listGet(chunks, index)!)),
  );
}

/** The chunks from the one that holds a byte to the end, each when it is asked for. */
export function* chunksFrom(content: FileContent, byteOffset: number): Generator<PlacedChunk> {
  let next = chunkAt(content, byteOffset);
  while (next !== undefined) {
    yield next;
    next = placed(content, next.index + 1);
  }
}

/** Whether a file begins with all that another one holds. */
export function beginsWith(content: FileContent, other: FileContent): boolean {
  if (other.chunks.length > content.chunks.length) return false;
  return listCommonLength(content.chunks, other.chunks) === other.chunks.length;
}

/** What the first file has in common with another one from their start on. */
export function commonStart(content: FileContent, other: FileContent): FileContent {
  const length = listCommonLength(content.chunks, other.chunks);
  if (length === content.chunks.length) return content;
  return length === other.chunks.length ? other : contentTake(content, length);
}

function placed(content: FileContent, index: number): PlacedChunk | undefined {
  const chunk = listGet(content.chunks, index);
  return chunk === undefined ? undefined : { chunk, index, start: chunkStart(content, index) };
}
