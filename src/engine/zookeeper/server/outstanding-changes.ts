/**
 * What nodes will be once the transactions that are decided but not applied have been applied. A
 * request is judged by these, so that pipelined requests see each other's effects.
 *
 * Mirrors: ZooKeeperServer.outstandingChanges with PrepRequestProcessor's getRecordForPath,
 * addChangeRecord and rollbackPendingChanges, 3.8.0.
 * Departs: nothing.
 * Read next: prep-request-processor.ts.
 */
import { emptyMap, mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import {
  emptyQueue,
  queueDrop,
  queueFirst,
  queueItems,
  queuePush,
  queueSize,
} from '../data/persistent-queue.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { isMutant } from './mutants.ts';
import type { ChangeRecord, PrepState, ServerTurn } from './server-state.ts';
import { setPrep } from './state-changes.ts';

/** Nothing is outstanding; `hzxid` is the last zxid given out. */
export function emptyPrep(hzxid: Zxid): PrepState {
  return {
    hzxid,
    outstandingChanges: emptyQueue(),
    outstandingChangesForPath: emptyMap(),
    changesQueued: 0,
    changesRemoved: 0,
  };
}

/** The node as the next request must see it, or null when there is none. */
export function recordForPath(turn: ServerTurn, path: string): ChangeRecord | null {
  const { server, db } = turn.state;
  const { outstandingChangesForPath } = server!.prep;
  // The mutant judges by what is applied only: two pipelined setData with one version both succeed.
  if (outstandingChangesForPath.size > 0 && !isMutant(turn.state, 'M30-committed-tree-only')) {
    const change = mapGet(outstandingChangesForPath, path);
    if (change !== undefined) return change.stat === null ? null : change;
  }
  const node = mapGet(db.tree.nodes, path);
  if (node === undefined) return null;
  const { stat, children, acl, data } = node;
  return { zxid: -1n, path, stat, childCount: children.size, acl, data };
}

/** Enters what a node will be. */
export function addChangeRecord(turn: ServerTurn, record: ChangeRecord): void {
  const { prep } = turn.state.server!;
  const { hzxid, outstandingChanges, outstandingChangesForPath } = prep;
  setPrep(turn, {
    hzxid: record.zxid > hzxid ? record.zxid : hzxid,
    outstandingChanges: queuePush(outstandingChanges, record),
    outstandingChangesForPath: mapSet(outstandingChangesForPath, record.path, record),
    changesQueued: prep.changesQueued + 1,
    changesRemoved: prep.changesRemoved,
  });
}

/**
 * Takes a failed multi's records out again. `before` is the state of affairs before its first
 * operation, which nothing has come between.
 */
export function rollBackTo(turn: ServerTurn, before: PrepState): void {
  setPrep(turn, withHzxid(before, turn.state.server!.prep.hzxid));
}

/** Drops the records of everything up to `zxid`, which was applied. */
export function removeOutstandingChanges(turn: ServerTurn, zxid: Zxid): void {
  const { prep } = turn.state.server!;
  if (queueSize(prep.outstandingChanges) === 0) return;
  let { outstandingChanges, outstandingChangesForPath } = prep;
  let { changesRemoved } = prep;
  for (;;) {
    const first = queueFirst(outstandingChanges);
    if (first === undefined || first.zxid > zxid) break;
    outstandingChanges = queueDrop(outstandingChanges);
    changesRemoved++;
    if (mapGet(outstandingChangesForPath, first.path) === first) {
      outstandingChangesForPath = mapDelete(outstandingChangesForPath, first.path);
    }
  }
  const { hzxid, changesQueued } = prep;
  setPrep(turn, {
    hzxid,
    outstandingChanges,
    outstandingChangesForPath,
    changesQueued,
    changesRemoved,
  });
}

/** All records, oldest first. */
export function outstandingRecords(turn: ServerTurn): Iterable<ChangeRecord> {
  return queueItems(turn.state.server!.prep.outstandingChanges);
}

/** The zxid of the next transaction; it is given out by `takeZxid` or by a record that bears it. */
export function nextZxid(turn: ServerTurn): Zxid {
  return turn.state.server!.prep.hzxid + 1n;
}

/** Gives out a zxid, if no record has done so. */
export function takeZxid(turn: ServerTurn, zxid: Zxid): void {
  const { prep } = turn.state.server!;
  if (prep.hzxid < zxid) setPrep(turn, withHzxid(prep, zxid));
}

function withHzxid(prep: PrepState, hzxid: Zxid): PrepState {
  return {
    hzxid,
    outstandingChanges: prep.outstandingChanges,
    outstandingChangesForPath: prep.outstandingChangesForPath,
    changesQueued: prep.changesQueued,
    changesRemoved: prep.changesRemoved,
  };
}
