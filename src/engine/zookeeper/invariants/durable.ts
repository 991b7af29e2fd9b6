/**
 * What of a server's history would survive a loss of power, read from the disks of the world.
 *
 * Mirrors: the ghost `durable(s)` of specifications of crash and recovery.
 * Read next: committed-history.ts, durability.ts.
 */
import type { FileContent } from '../../kernel/disk.ts';
import { entryAt, readFile } from '../../kernel/disk.ts';
import { listGet } from '../../kernel/persistent-list.ts';
import type { Process, World } from '../../kernel/world-state.ts';
import { logDir, snapDir } from '../admin/config.ts';
import { containsQuorum } from '../admin/quorum-verifier.ts';
import { dataFiles } from '../persistence/data-file-name.ts';
import { isTxnLogEntry } from '../persistence/txn-log-file.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import type { Members } from './ensembles.ts';
import { isPeer } from './ensembles.ts';

/** Which snapshots count: all, or only those that are named after a transaction. */
type Snapshots = 'all' | 'ofTxns';

/** The last zxid on the disk, of log or snapshot; 0n when there is none. */
export function durableZxid(
  world: World,
  host: string,
  state: ServerProcessState,
  snapshots: Snapshots = 'all',
): Zxid {
  const { disk } = world.hosts.get(host)!;
  const { logFile, lastSnapshot } = state.disk;
  if (logFile !== null) {
    const entry = entryAt(disk, logFile);
    const last = entry?.kind === 'file' ? lastZxid(entry.durable) : -1n;
    // Right after a snapshot of the leader the log is behind it.
    if (last >= 0n && last >= (lastSnapshot?.zxid ?? 0n)) return last;
  }
  let newest = 0n;
  for (const { path } of dataFiles(disk, logDir(state.config), 'log')) {
    const entry = entryAt(disk, path);
    const last = entry?.kind === 'file' ? lastZxid(entry.durable) : -1n;
    if (last > newest) newest = last;
  }
  for (const { path, zxid } of dataFiles(disk, snapDir(state.config), 'snapshot')) {
    if (snapshots === 'ofTxns' && counterOf(zxid) === 0) continue;
    const entry = entryAt(disk, path);
    const isWhole = entry?.kind === 'file' && isSealed(entry.durable);
    if (isWhole && zxid > newest) newest = zxid;
  }
  return newest;
}

/** A snapshot that was not written to its end is passed over. */
function isSealed({ chunks }: FileContent): boolean {
  const last = listGet(chunks, chunks.length - 1);
  return typeof last === 'object' && last.record === 'Seal';
}

function lastZxid({ chunks }: FileContent): Zxid {
  const last = listGet(chunks, chunks.length - 1);
  return isTxnLogEntry(last) ? last.txn.header.zxid : -1n;
}

/** A server of an ensemble that has just taken a step. */
interface Serving {
  readonly world: World;
  readonly pid: number;
  readonly after: ServerProcessState;
  readonly members: Members;
}

/** Whether a quorum of the server's configuration has the transaction on disk, alive or not. */
export function isDurableOnQuorum({ world, after, pid, members }: Serving, zxid: Zxid): boolean {
  const { quorumVerifier } = after.quorum!.peer;
  const sids: number[] = [];
  const seen = new Set<string>();
  const processes = [...world.processes.values()].reverse();
  for (const process of processes) {
    const state = serverStateOf(process);
    if (state === null || seen.has(process.key) || !isPeer(members, pid, process)) continue;
    seen.add(process.key);
    const { myid, learnerType } = state.quorum!.peer;
    if (learnerType !== 'PARTICIPANT' || sids.includes(myid)) continue;
    if (durableZxid(world, process.info.host, state) >= zxid) sids.push(myid);
  }
  return containsQuorum(quorumVerifier, sids);
}

/** The state of a server of an ensemble, also after its end. */
export function serverStateOf(process: Process): ServerProcessState | null {
  if (process.program !== 'QuorumPeerMain') return null;
  const state = process.state as ServerProcessState | null | undefined;
  return state == null || state.quorum === null ? null : state;
}

/** The epoch in a file on the disk, as it would survive; -1 when there is none. */
export function durableEpoch(
  world: World,
  host: string,
  state: ServerProcessState,
  name: 'currentEpoch' | 'acceptedEpoch',
): number {
  const { disk } = world.hosts.get(host)!;
  const content = readFile(disk, `${snapDir(state.config)}/${name}`);
  const text = content === undefined ? undefined : listGet(content.chunks, 0);
  return typeof text === 'string' ? Number(text) : -1;
}
