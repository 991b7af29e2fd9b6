/**
 * How files and folders of logs are called.
 *
 * Mirrors: kafka.log.Log's companion object, LogManager's constants, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';

export const CLEAN_SHUTDOWN_FILE = '.kafka_cleanshutdown';
export const LOCK_FILE = '.lock';
export const RECOVERY_POINT_CHECKPOINT = 'recovery-point-offset-checkpoint';
export const LOG_START_CHECKPOINT = 'log-start-offset-checkpoint';
export const CLEANER_CHECKPOINT = 'cleaner-offset-checkpoint';
export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint';
export const PARTITION_METADATA = 'partition.metadata';
export const DELETED_SUFFIX = '.deleted';
export const CLEANED_SUFFIX = '.cleaned';
export const SWAP_SUFFIX = '.swap';
export const DELETE_FOLDER_SUFFIX = '-delete';

/** The four files a segment may have, in the order in which upstream renames and deletes them. */
export const SEGMENT_SUFFIXES = ['.log', '.index', '.timeindex', '.txnindex'] as const;

/** An offset as files are named after it: twenty digits. */
function filePrefix(offset: number): string {
  return String(offset).padStart(20, '0');
}

/** The path of a segment's files without what they end in. */
export function segmentPath(folder: string, baseOffset: number): string {
  return `${folder}/${filePrefix(baseOffset)}`;
}

export function snapshotPath(folder: string, offset: number): string {
  return `${folder}/${filePrefix(offset)}.snapshot`;
}

/** The offset a file is named after; null: it is not named so. */
export function offsetOfFile(name: string): number | null {
  const digits = name.slice(0, Math.max(0, name.indexOf('.')));
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

/** Of `t-0` or `t-0.<32 digits>-delete`; null: no folder of a log. Mirrors parseTopicPartitionName. */
export function partitionOfFolder(name: string): TopicPartition | null {
  if (!name.endsWith(DELETE_FOLDER_SUFFIX)) return parsePartitionName(name);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : parsePartitionName(name.slice(0, dot));
}

/** The name that a folder gets when its log is deleted; at most 255 characters. */
export function deletedFolderName({ topic, partition }: TopicPartition, uniqueId: string): string {
  const suffix = `-${partition}.${uniqueId}${DELETE_FOLDER_SUFFIX}`;
  return `${topic.slice(0, 255 - suffix.length)}${suffix}`;
}
