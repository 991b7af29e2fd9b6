/**
 * The two numbers a server must never forget: the epoch it promised to a leader (`acceptedEpoch`) and
 * the epoch of its history (`currentEpoch`), each in a file of its own.
 *
 * Mirrors: QuorumPeer.readLongFromFile, writeLongToFile, loadDataBase; AtomicFileOutputStream, 3.8.0:
 * written beside (`.tmp`), synced, then renamed over the old file.
 * Read next: file-txn-snap-log.ts.
 */
import { javaLong } from '../../java/integers.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { readText } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';
import { snapDir } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { epochOf, toHexString, type Zxid } from '../protocol/zxid.ts';
import type { ServerTurn } from '../server/server-state.ts';
import type { LoadFailure, LoadLogLine } from './load-result.ts';
import { loadFailure } from './load-result.ts';
import { DataFileError, NO_SPACE } from './txn-log-file.ts';

/** Name of an epoch's file in `version-2`. */
export type EpochFileName = 'currentEpoch' | 'acceptedEpoch';

/** The number in the file; null: no such file. Throws DataFileError when it holds something else. */
export function readEpochFile(
  disk: DiskView,
  config: QuorumPeerConfig,
  name: EpochFileName | 'currentEpoch.tmp',
): number | null {
  const path = `${snapDir(config)}/${name}`;
  const text = readText(disk, path);
  if (text === undefined) return null;
  const line = text === '' ? 'null' : text.split(/\r\n|\n|\r/)[0]!;
  const epoch = javaLong(line);
  if (epoch === null) throw new DataFileError(`Found ${line} in ${path}`);
  return Number(epoch);
}

/** Whether the file holds this number now. */
export function isEpochStored(
  disk: DiskView,
  config: QuorumPeerConfig,
  name: EpochFileName,
  epoch: number,
): boolean {
  return readText(disk, `${snapDir(config)}/${name}`) === String(epoch);
}

/**
 * Writes the number. What is pushed behind it in this step waits until it is durable and in place, so
 * an answer that promises the epoch may simply follow.
 */
export function writeEpochFile(turn: ServerTurn, name: EpochFileName, epoch: number): void {
  turn.effects.push(...epochFileEffects(turn.state.config, name, epoch));
}

/** The same as effects, for before there is a state. */
export function epochFileEffects(
  config: QuorumPeerConfig,
  name: EpochFileName,
  epoch: number,
): readonly Effect[] {
  const path = `${snapDir(config)}/${name}`;
  return [
    // A write that fails leaves no old file that could be renamed into place.
    { type: 'remove', path: `${path}.tmp` },
    { type: 'writeFile', path: `${path}.tmp`, chunks: [String(epoch)] },
    { type: 'sync', path: `${path}.tmp` },
    { type: 'rename', from: `${path}.tmp`, to: path },
  ];
}

/** Both epochs as a quorum peer starts with them. */
export interface LoadedEpochs {
  readonly ok: true;
  readonly currentEpoch: number;
  readonly acceptedEpoch: number;
  /** Writes the files that were missing. */
  readonly effects: readonly Effect[];
  readonly log: readonly LoadLogLine[];
}

/** Reads both files at the start of a quorum peer, whose database holds `lastProcessedZxid`. */
export function loadEpochs(
  disk: DiskView,
  config: QuorumPeerConfig,
  lastProcessedZxid: Zxid,
  isDiskFull = false,
): LoadedEpochs | LoadFailure {
  const log: LoadLogLine[] = [];
  const effects: Effect[] = [];
  const epochOfZxid = lastProcessedZxid < 0n ? -1 : epochOf(lastProcessedZxid);
  const writeNew = (name: EpochFileName, epoch: number): void => {
    if (isDiskFull) throw new DataFileError(NO_SPACE);
    effects.push(...epochFileEffects(config, name, epoch));
  };
  const orDefault = (name: EpochFileName, line: number): number => {
    const found = readEpochFile(disk, config, name);
    if (found !== null) return found;
    const text =
      `${name} not found! Creating with a reasonable default of ${epochOfZxid}. ` +
      'This should only happen when you are upgrading your installation';
    log.push({ level: 'INFO', source: `o.a.z.s.q.QuorumPeer@${line}`, text });
    writeNew(name, epochOfZxid);
    return epochOfZxid;
  };
  try {
    let currentEpoch = orDefault('currentEpoch', 1158);
    if (epochOfZxid > currentEpoch) {
      // The server died between logging a leader's history and renaming the new epoch into place.
      const tmp = readEpochFile(disk, config, 'currentEpoch.tmp');
      if (tmp === null) {
        throw new DataFileError(
          `The current epoch, ${toHexString(BigInt(currentEpoch))}, is older than the last zxid, ` +
            String(lastProcessedZxid),
        );
      }
      const path = `${snapDir(config)}/currentEpoch.tmp`;
      const text = `${path} found. Setting current epoch to ${tmp}.`;
      log.push({ level: 'INFO', source: 'o.a.z.s.q.QuorumPeer@1171', text });
      writeNew('currentEpoch', tmp);
      currentEpoch = tmp;
    }
    const acceptedEpoch = orDefault('acceptedEpoch', 1186);
    if (acceptedEpoch < currentEpoch) {
      throw new DataFileError(
        `The accepted epoch, ${toHexString(BigInt(acceptedEpoch))} is less than the current epoch, ` +
          toHexString(BigInt(currentEpoch)),
      );
    }
    return { ok: true, currentEpoch, acceptedEpoch, effects, log };
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    return loadFailure(error, log, config.isDistributed);
  }
}
