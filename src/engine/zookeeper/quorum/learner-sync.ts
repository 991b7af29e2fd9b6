/**
 * Synchronization as the learner lives it: DIFF, TRUNC or SNAP, the proposals behind it, NEWLEADER,
 * UPTODATE. Nothing is acknowledged before it is durable.
 *
 * Mirrors: Learner.syncWithLeader, 3.8.0, with the order of later 3.8 releases at NEWLEADER (history
 * on disk, then currentEpoch, then ACK; ZOOKEEPER-4643, 4646, 4785).
 * Departs: 3.8.0 itself writes currentEpoch first and logs behind the ACK, which can lose data; the
 * mutants M2 and M3 bring that back. The snapshot after TRUNC is synced too (ZOOKEEPER-5094), and
 * TRUNC removes snapshots behind the cut, which upstream loads again (ZOOKEEPER-1549; mutant M26), and
 * needs no log when what is left ends at the cut; upstream exits with 13.
 * Read next: sync-decision.ts (the other side), learner-packets.ts (what follows).
 */
import type { DiskView } from '../../kernel/disk.ts';
import { removePath } from '../../kernel/disk-operations.ts';
import { commitLogCount, logDir, snapDir } from '../admin/config.ts';
import { applyTxn } from '../data/apply-txn.ts';
import type { Database } from '../data/database.ts';
import { emptyQueue, queuePush } from '../../kernel/persistent-queue.ts';
import { dataFiles } from '../persistence/data-file-name.ts';
import { reloadDatabase } from '../persistence/file-txn-snap-log.ts';
import type { SnapshotContent } from '../persistence/snapshot-file.ts';
import { appendTxn, flush, truncateLog } from '../persistence/txn-log.ts';
import { readTxnLogsFrom } from '../persistence/txn-log-file.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { epochOf, toHex } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { newPendingSync, writeCurrentEpoch } from './epochs.ts';
import { endRole, sendToLeader } from './learner-connection.ts';
import {
  commitPending,
  informTxn,
  logTxn,
  requestOf,
  startLearnerServer,
} from './learner-packets.ts';
import {
  isObserving,
  ownLearner,
  quorumOf,
  sayPeer,
  setSyncMode,
  setZabState,
  tellPeer,
} from './quorum-peer.ts';
import type { LearnerSync } from './quorum-state.ts';
import { activateTxnConfig, onNewLeaderConfig, onUpToDateConfig } from './reconfig.ts';
import { takeSnapshot } from '../server/snapshots.ts';
import { setDb } from '../server/state-changes.ts';
import { markTime } from '../server/metrics.ts';

/** Before the first packet of the synchronization. */
export const NO_LEARNER_SYNC: LearnerSync = {
  snapshotNeeded: true,
  writeToTxnLog: false,
  packetsNotLogged: [],
  packetsCommitted: [],
  zxidsToAck: [],
  newLeaderVerifier: null,
};

/** Exit code of upstream when a packet makes no sense. */
const QUORUM_PACKET_ERROR = 13;

/** Entry of SYNCHRONIZATION. */
export function syncWithLeader(turn: ServerTurn): void {
  setZabState(turn, 'SYNCHRONIZATION');
  markTime(turn, { syncingSinceMs: turn.env.nowMs });
}

/** A packet of the leader between ACKEPOCH and UPTODATE. */
export function onSyncPacket(turn: ServerTurn, packet: QuorumPacket): void {
  const { syncMode } = quorumOf(turn).peer;
  const { isStored } = quorumOf(turn).learner!;
  if (syncMode === 'NONE' && !isStored) return onSyncMode(turn, packet);
  switch (packet.type) {
    case 'PROPOSAL':
      return onProposal(turn, packet.txn);
    case 'COMMIT':
      return onCommit(turn, packet.zxid);
    case 'COMMITANDACTIVATE':
      if (!activateTxnConfig(turn, nextUncommitted(turn, packet.zxid), packet.designatedLeader)) {
        return endRole(turn);
      }
      return onCommit(turn, packet.zxid);
    case 'INFORM':
      return onInform(turn, packet.txn);
    case 'INFORMANDACTIVATE':
      if (!activateTxnConfig(turn, packet.txn, packet.designatedLeader)) return endRole(turn);
      return onInform(turn, packet.txn);
    case 'NEWLEADER':
      return onNewLeader(turn, packet.config);
    case 'UPTODATE':
      return onUpToDate(turn);
    default:
  }
}

function onSyncMode(turn: ServerTurn, packet: QuorumPacket): void {
  switch (packet.type) {
    case 'DIFF':
      sayPeer(
        turn,
        'INFO',
        'Learner@565',
        `Getting a diff from the leader 0x${toHex(packet.zxid)}`,
      );
      setSyncMode(turn, 'DIFF');
      return setSync(turn, { snapshotNeeded: false, writeToTxnLog: true });
    case 'SNAP':
      setSyncMode(turn, 'SNAP');
      sayPeer(
        turn,
        'INFO',
        'Learner@576',
        `Getting a snapshot from leader 0x${toHex(packet.zxid)}`,
      );
      return setDb(turn, {
        ...(packet.snapshot as SnapshotContent),
        lastProcessedZxid: packet.zxid,
        committedLog: emptyQueue(),
      });
    case 'TRUNC':
      return onTrunc(turn, packet.zxid);
    default: {
      const text = `Got unexpected packet from leader: ${packet.type}, exiting ... `;
      sayPeer(turn, 'ERROR', 'Learner@609', text);
      turn.effects.push({ type: 'exit', code: QUORUM_PACKET_ERROR });
    }
  }
}

/** Cuts the own log behind the leader's history: what lies behind was never committed. */
function onTrunc(turn: ServerTurn, zxid: Zxid): void {
  setSyncMode(turn, 'TRUNC');
  const shown = `0x${toHex(zxid)}`;
  sayPeer(turn, 'WARN', 'Learner@599', `Truncating log to get in sync with the leader ${shown}`);
  const { myid } = quorumOf(turn).peer;
  const cut = hasNothingToCut(turn, zxid)
    ? turn.env.host.disk
    : truncateLog(turn, zxid, `QuorumPeer[myid=${myid}]`);
  const disk = cut === null ? null : withoutDirtySnapshots(turn, cut, zxid);
  const loaded = disk === null ? null : reloadDatabase(disk, turn.state.config);
  if (loaded === null || !loaded.ok) {
    sayPeer(turn, 'ERROR', 'Learner@603', `Not able to truncate the log ${shown}`);
    turn.effects.push({ type: 'exit', code: QUORUM_PACKET_ERROR });
    return;
  }
  setDb(turn, { ...loaded.db, lastProcessedZxid: zxid });
}

/**
 * What is to be forgotten came as a snapshot, and no log reaches to the cut: without that snapshot the
 * disk must end exactly there. Where it ends earlier, the snapshot alone holds what was acknowledged.
 */
function hasNothingToCut(turn: ServerTurn, zxid: Zxid): boolean {
  if (isMutant(turn.state, 'M26-dirty-snapshot-kept')) return false;
  const { config } = turn.state;
  let { disk } = turn.env.host;
  for (const path of dirtySnapshots(turn, zxid)) disk = removePath(disk, path);
  const loaded = reloadDatabase(disk, config);
  if (!loaded.ok || loaded.lastLoggedZxid !== zxid) return false;
  return readTxnLogsFrom(disk, logDir(config), zxid).next().done === true;
}

/** A snapshot behind the cut holds what is to be forgotten: it must not be loaded again. */
function withoutDirtySnapshots(turn: ServerTurn, cut: DiskView, zxid: Zxid): DiskView {
  if (isMutant(turn.state, 'M26-dirty-snapshot-kept')) return cut;
  let disk = cut;
  for (const path of dirtySnapshots(turn, zxid)) {
    disk = removePath(disk, path);
    turn.effects.push({ type: 'remove', path });
  }
  return disk;
}

function dirtySnapshots(turn: ServerTurn, zxid: Zxid): readonly string[] {
  const folder = snapDir(turn.state.config);
  const snapshots = dataFiles(turn.env.host.disk, folder, 'snapshot');
  return snapshots.filter((file) => file.zxid > zxid).map(({ path }) => path);
}

function onProposal(turn: ServerTurn, txn: Txn): void {
  const learner = quorumOf(turn).learner!;
  const { zxid } = txn.header;
  if (zxid !== learner.lastQueued + 1n) {
    const expected = toHex(learner.lastQueued + 1n);
    sayPeer(turn, 'WARN', 'Learner@637', `Got zxid 0x${toHex(zxid)} expected 0x${expected}`);
  }
  ownLearner(turn).lastQueued = zxid;
  setSync(turn, { packetsNotLogged: [...learner.sync.packetsNotLogged, txn] });
}

function onCommit(turn: ServerTurn, zxid: Zxid): void {
  const { sync } = quorumOf(turn).learner!;
  if (sync.writeToTxnLog) {
    setSync(turn, { packetsCommitted: [...sync.packetsCommitted, zxid] });
    return;
  }
  const [txn, ...rest] = sync.packetsNotLogged;
  if (txn === undefined || txn.header.zxid !== zxid) {
    const next = txn === undefined ? 'none' : `0x${toHex(txn.header.zxid)}`;
    const text = `Committing 0x${toHex(zxid)}, but next proposal is ${next}`;
    sayPeer(turn, 'WARN', 'Learner@667', text);
    return;
  }
  setDb(turn, applied(turn, txn));
  setSync(turn, { packetsNotLogged: rest });
}

function onInform(turn: ServerTurn, txn: Txn): void {
  const { sync } = quorumOf(turn).learner!;
  const { zxid } = txn.header;
  ownLearner(turn).lastQueued = zxid;
  if (!sync.writeToTxnLog) return setDb(turn, applied(turn, txn));
  setSync(turn, {
    packetsNotLogged: [...sync.packetsNotLogged, txn],
    packetsCommitted: [...sync.packetsCommitted, zxid],
  });
}

function nextUncommitted(turn: ServerTurn, zxid: Zxid): Txn | undefined {
  const { packetsNotLogged } = quorumOf(turn).learner!.sync;
  return packetsNotLogged.find((txn) => txn.header.zxid === zxid);
}

/** The leader has sent its whole history: it is stored, then the new epoch, then acknowledged. */
function onNewLeader(turn: ServerTurn, config: string): void {
  sayPeer(turn, 'INFO', 'Learner@737', 'Learner received NEWLEADER message');
  onNewLeaderConfig(turn, config);
  const { learner, peer } = quorumOf(turn);
  const newEpoch = epochOf(learner!.newLeaderZxid);
  const { sync } = learner!;
  if (isMutant(turn.state, 'M2-ack-before-history')) ackNewLeader(turn);
  if (sync.snapshotNeeded) {
    const isSynced = peer.syncMode === 'SNAP' || !isMutant(turn.state, 'M12b-trunc-not-synced');
    takeSnapshot(turn, { sync: isSynced, thread: `QuorumPeer[myid=${peer.myid}]` });
  }
  setSync(turn, { writeToTxnLog: true });
  if (isMutant(turn.state, 'M3-epoch-before-history')) {
    return writeCurrentEpoch(turn, newEpoch, 'learner');
  }
  if (!storeHistory(turn)) writeCurrentEpoch(turn, newEpoch, 'learner');
}

/** Logs what was proposed so far. False: there was nothing to log. */
function storeHistory(turn: ServerTurn): boolean {
  const { learner } = quorumOf(turn);
  const { packetsNotLogged } = learner!.sync;
  // An observer's log follows commits only.
  if (isObserving(turn) || packetsNotLogged.length === 0) return false;
  let { pendingTxns } = learner!;
  for (const txn of packetsNotLogged) {
    appendTxn(turn, txn);
    pendingTxns = queuePush(pendingTxns, requestOf(turn, txn));
  }
  if (isMutant(turn.state, 'M18-pending-cleared')) pendingTxns = emptyQueue();
  ownLearner(turn).pendingTxns = pendingTxns;
  setSync(turn, {
    packetsNotLogged: [],
    zxidsToAck: packetsNotLogged.map((txn) => txn.header.zxid),
  });
  flush(turn, newPendingSync(turn, 'history'));
  return true;
}

/** What was proposed before NEWLEADER is on disk. */
export function onHistoryStored(turn: ServerTurn): void {
  const { learner } = quorumOf(turn);
  if (isMutant(turn.state, 'M3-epoch-before-history')) return finishNewLeader(turn);
  writeCurrentEpoch(turn, epochOf(learner!.newLeaderZxid), 'learner');
}

/** The epoch of the new history is on disk. */
export function onLearnerCurrentEpoch(turn: ServerTurn): void {
  if (isMutant(turn.state, 'M3-epoch-before-history') && storeHistory(turn)) return;
  finishNewLeader(turn);
}

function finishNewLeader(turn: ServerTurn): void {
  setSyncMode(turn, 'NONE');
  ownLearner(turn).isStored = true;
  if (!isMutant(turn.state, 'M2-ack-before-history')) ackNewLeader(turn);
  const { syncLimit, tickTimeMs } = turn.state.config;
  tellPeer(turn, { type: 'newLeader.stored', silenceLeftMs: syncLimit * tickTimeMs });
}

function ackNewLeader(turn: ServerTurn): void {
  sendToLeader(turn, { type: 'ACK', zxid: quorumOf(turn).learner!.newLeaderZxid });
}

/** A quorum has the leader's history: clients may be served. */
function onUpToDate(turn: ServerTurn): void {
  sayPeer(turn, 'INFO', 'Learner@721', 'Learner received UPTODATE message');
  if (!onUpToDateConfig(turn)) return endRole(turn);
  ackNewLeader(turn);
  tellPeer(turn, { type: 'upToDate.received' });
}

/** Entry of BROADCAST: opens the doors, then does what came in meanwhile. */
export function processPackets(turn: ServerTurn): void {
  const { learner } = quorumOf(turn);
  const { sync, newLeaderZxid } = learner!;
  startLearnerServer(turn, epochOf(newLeaderZxid));
  setSync(turn, NO_LEARNER_SYNC);
  if (isObserving(turn)) {
    return finishObserver(turn, sync);
  }
  for (const zxid of sync.zxidsToAck) sendToLeader(turn, { type: 'ACK', zxid });
  for (const txn of sync.packetsNotLogged) logTxn(turn, txn);
  const { committedLog } = turn.state.db;
  for (const zxid of sync.packetsCommitted) commitPending(turn, zxid);
  if (isMutant(turn.state, 'M13-hole-in-committed-log')) {
    setDb(turn, { ...turn.state.db, committedLog });
  }
}

function finishObserver(turn: ServerTurn, sync: LearnerSync): void {
  const committed = new Set(sync.packetsCommitted);
  for (const txn of sync.packetsNotLogged) {
    if (committed.has(txn.header.zxid)) informTxn(turn, txn);
  }
}

/** Never in place: what was read before is still needed. */
function setSync(turn: ServerTurn, change: Partial<LearnerSync>): void {
  const learner = ownLearner(turn);
  learner.sync = { ...learner.sync, ...change };
}

function applied({ state }: ServerTurn, txn: Txn): Database {
  return applyTxn(state.db, txn, commitLogCount(state.config)).db;
}
