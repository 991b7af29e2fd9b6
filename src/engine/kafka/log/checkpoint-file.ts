/**
 * Small text files of offsets: a version, a count, and a line an entry. A new one is written beside the
 * old one, synced and renamed, so that there is always a whole one.
 *
 * Mirrors: kafka.server.checkpoints.CheckpointFile, OffsetCheckpointFile, LeaderEpochCheckpointFile, 2.8.0.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { readText } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';
import { javaInt, javaLong } from '../../java/integers.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { EpochEntry } from './log-state.ts';

const VERSION = 0;

/** A file that cannot be read; the text is the IOException's. */
export class CheckpointError extends Error {}

export interface OffsetEntry extends TopicPartition {
  readonly offset: number;
}

/** Pushes what replaces a file; what stands behind it in the list waits until that is durable. */
export function writeCheckpoint(effects: Effect[], path: string, lines: readonly string[]): void {
  const temporary = `${path}.tmp`;
  const text = [VERSION, lines.length, ...lines].map((line) => `${line}\n`).join('');
  effects.push({ type: 'writeFile', path: temporary, chunks: [text] });
  effects.push({ type: 'sync', path: temporary });
  effects.push({ type: 'rename', from: temporary, to: path });
}

export function writeOffsetCheckpoint(
  effects: Effect[],
  path: string,
  entries: readonly OffsetEntry[],
): void {
  const lines = entries.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`);
  writeCheckpoint(effects, path, lines);
}

/** Offsets by partition's name. Throws CheckpointError. */
export function readOffsetCheckpoint(disk: DiskView, path: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  for (const line of readLines(disk, path)) {
    const [topic, partition, offset, ...rest] = line.split(/\s+/);
    if (topic === undefined || partition === undefined || offset === undefined || rest.length > 0) {
      throw malformed(path, line);
    }
    const number = javaInt(partition);
    if (number === null) throw malformed(path, line);
    offsets.set(partitionName(topic, number), longOf(path, line, offset));
  }
  return offsets;
}

/** Throws CheckpointError. */
export function readEpochCheckpoint(disk: DiskView, path: string): readonly EpochEntry[] {
  return readLines(disk, path).map((line) => {
    const [epoch, startOffset, ...rest] = line.split(/\s+/);
    if (epoch === undefined || startOffset === undefined || rest.length > 0) {
      throw malformed(path, line);
    }
    const number = javaInt(epoch);
    if (number === null) throw malformed(path, line);
    return { epoch: number, startOffset: longOf(path, line, startOffset) };
  });
}

/** The entries' lines; an empty file has none. */
function readLines(disk: DiskView, path: string): readonly string[] {
  const text = readText(disk, path) ?? '';
  if (text === '') return [];
  const lines = text.replace(/\n$/, '').split('\n');
  const version = javaInt(lines[0]!);
  if (version === null) throw malformed(path, lines[0]!);
  if (version !== VERSION) {
    const problem = `Unrecognized version of the checkpoint file (${path}): ${VERSION}`;
    throw new CheckpointError(problem);
  }
  if (lines.length < 2) return [];
  const expected = javaInt(lines[1]!);
  if (expected === null) throw malformed(path, lines[1]!);
  const entries = lines.slice(2);
  if (entries.length !== expected) {
    throw new CheckpointError(
      `Expected ${expected} entries in checkpoint file (${path}), but found only ${entries.length}`,
    );
  }
  return entries;
}

function longOf(path: string, line: string, text: string): number {
  const value = javaLong(text);
  if (value === null) throw malformed(path, line);
  return Number(value);
}

function malformed(path: string, line: string): CheckpointError {
  return new CheckpointError(`Malformed line in checkpoint file (${path}): '${line}'`);
}
