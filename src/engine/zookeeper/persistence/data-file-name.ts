/**
 * Names of the files in `version-2`: `log.<first zxid>` and `snapshot.<zxid>`, in hexadecimal.
 *
 * Mirrors: persistence.Util and FileTxnLog.getLogFiles, 3.8.0.
 * Read next: txn-log-file.ts, snapshot-file.ts.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { listFolder } from '../../kernel/disk.ts';
import { toHex, type Zxid } from '../protocol/zxid.ts';

/** What a name starts with. */
export type DataFilePrefix = 'log' | 'snapshot';

/** A file of the data folder with the zxid of its name. */
export interface DataFile {
  readonly path: string;
  readonly name: string;
  readonly zxid: Zxid;
}

export function makeLogName(zxid: Zxid): string {
  return `log.${toHex(zxid)}`;
}

export function makeSnapshotName(zxid: Zxid): string {
  return `snapshot.${toHex(zxid)}`;
}

/** The zxid in a name; -1n when it is no such name. `log.5.bak` counts as `log.5`, as upstream. */
export function zxidFromName(name: string, prefix: DataFilePrefix): Zxid {
  if (!name.startsWith(`${prefix}.`)) return -1n;
  const start = prefix.length + 1;
  const end = name.indexOf('.', start);
  const hex = end < 0 ? name.slice(start) : name.slice(start, end);
  const match = /^([+-]?)([0-9a-fA-F]+)$/.exec(hex);
  if (match === null) return -1n;
  const value = BigInt(`0x${match[2]!}`);
  if (value >= 1n << 63n) return -1n;
  return match[1] === '-' ? -value : value;
}

/** What a list of names held when it was asked last: a folder has the same one until it changes. */
const remembered: Record<DataFilePrefix, WeakMap<readonly string[], readonly DataFile[]>> = {
  log: new WeakMap(),
  snapshot: new WeakMap(),
};

/** Files of one kind in a folder, ascending by zxid; nothing when the folder is missing. */
export function dataFiles(
  disk: DiskView,
  folder: string,
  prefix: DataFilePrefix,
): readonly DataFile[] {
  const names = listFolder(disk, folder);
  if (names === undefined) return [];
  let files = remembered[prefix].get(names);
  // A folder that was renamed keeps its names.
  if (files === undefined || (files[0] !== undefined && !isIn(files[0], folder))) {
    files = filesOf(names, folder, prefix);
    remembered[prefix].set(names, files);
  }
  return files;
}

function isIn({ path, name }: DataFile, folder: string): boolean {
  return path.length === folder.length + 1 + name.length && path.startsWith(folder);
}

function filesOf(
  names: readonly string[],
  folder: string,
  prefix: DataFilePrefix,
): readonly DataFile[] {
  const files: DataFile[] = [];
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const zxid = zxidFromName(name, prefix);
    if (zxid >= 0n) files.push({ path: `${folder}/${name}`, name, zxid });
  }
  return files.sort((a, b) => (a.zxid < b.zxid ? -1 : a.zxid > b.zxid ? 1 : 0));
}

/**
 * The log files that may hold transactions newer than the zxid: the last one that starts at or before
 * it, and all later ones, ascending.
 */
export function logFilesFrom(disk: DiskView, folder: string, zxid: Zxid): readonly DataFile[] {
  const files = dataFiles(disk, folder, 'log');
  let first = 0n;
  for (const file of files) if (file.zxid <= zxid) first = file.zxid;
  return files.filter((file) => file.zxid >= first);
}
