/**
 * Removes old snapshots and the logs that no kept snapshot needs: by hand (zkCleanup.sh) or every few
 * hours (autopurge).
 *
 * Mirrors: PurgeTxnLog, DatadirCleanupManager, 3.8.0.
 * Departs: files come in the order of their names, where Java's is that of the folder.
 * Read next: data-file-name.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt } from '../../kernel/disk.ts';
import { logDir, snapDir } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { javaDateTime } from '../../java/format.ts';
import { logLine } from '../admin/log-line.ts';
import type { DataFile } from './data-file-name.ts';
import { dataFiles, logFilesFrom } from './data-file-name.ts';
import { findValidSnapshots } from './snapshot-file.ts';
import type { LogTurn } from './txn-log-state.ts';

/** Timer of autopurge. */
export const PURGE_TIMER = 'PurgeTask';
const HOUR_MS = 3_600_000;
const MANAGER = 'o.a.z.s.DatadirCleanupManager';

/** The files that go when `count` snapshots are kept, in the order in which they are removed. */
export function filesToPurge(
  disk: DiskView,
  logFolder: string,
  snapFolder: string,
  count: number,
): readonly DataFile[] {
  const oldest = findValidSnapshots(disk, snapFolder, count).at(-1);
  if (oldest === undefined) return [];
  // The log that starts before the oldest kept snapshot may hold what comes behind it.
  const needed = new Set(logFilesFrom(disk, logFolder, oldest.zxid).map(({ path }) => path));
  const isOld = ({ path, zxid }: DataFile): boolean => zxid < oldest.zxid && !needed.has(path);
  return [
    ...[...dataFiles(disk, logFolder, 'log')].reverse().filter(isOld),
    ...dataFiles(disk, snapFolder, 'snapshot').filter(isOld),
  ];
}

/** What is printed for a file that goes. */
export function removalText(env: Env, { path }: DataFile): string {
  const modifiedAtMs = entryAt(env.host.disk, path)?.modifiedAtMs ?? 0;
  return `Removing file: ${javaDateTime(env.wallClockMs - env.nowMs + modifiedAtMs)}\t${path}`;
}

/** Starts autopurge with the server, if zoo.cfg asks for it: at once, then every few hours. */
export function purgeTaskEffects({ purgeIntervalHours }: QuorumPeerConfig): readonly Effect[] {
  return purgeIntervalHours > 0 ? [{ type: 'setTimer', name: PURGE_TIMER, delayMs: 0 }] : [];
}

/** The timer of autopurge. */
export function onPurgeTimer(turn: LogTurn): void {
  const { config } = turn.state;
  const say = (source: string, text: string): void =>
    logLine(turn, 'INFO', `PurgeTask:${source}`, text);
  say(`${MANAGER}$PurgeTask@139`, 'Purge task started.');
  const { disk } = turn.env.host;
  for (const file of filesToPurge(disk, logDir(config), snapDir(config), config.snapRetainCount)) {
    const text = removalText(turn.env, file);
    say('o.a.z.s.PurgeTxnLog@157', text);
    turn.effects.push({ type: 'output', fd: 1, text: `${text}\n` });
    turn.effects.push({ type: 'remove', path: file.path });
  }
  say(`${MANAGER}$PurgeTask@145`, 'Purge task completed.');
  const delayMs = config.purgeIntervalHours * HOUR_MS;
  turn.effects.push({ type: 'setTimer', name: PURGE_TIMER, delayMs });
}
