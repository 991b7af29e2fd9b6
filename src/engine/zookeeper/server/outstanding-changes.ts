/**
 * What nodes will be once the transactions that are decided but not applied have been applied. A
 * request is judged by these, so that pipelined requests see each other's effects.
 *
 * Mirrors: ZooKeeperServer.outstandingChanges with PrepRequestProcessor's getRecordForPath,
 * addChangeRecord and rollbackPendingChanges, 3.8.0.
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
} from '../../kernel/persistent-queue.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { isMutant } from '../mutants.ts';
import type { ChangeRecord, PrepState, ServerTurn } from './server-state.ts';
import { ownPrep } from './state-changes.ts';

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
  const prep = ownPrep(turn);
  if (record.zxid > prep.hzxid) prep.hzxid = record.zxid;
  prep.outstandingChanges = queuePush(prep.outstandingChanges, record);
  prep.outstandingChangesForPath = mapSet(prep.outstandingChangesForPath, record.path, record);
  prep.changesQueued++;
}

/**
 * Takes a failed multi's records out again. `before` is the state of affairs before its first
 * operation, which nothing has come between.
 */
export function rollBackTo(turn: ServerTurn, before: PrepState): void {
  const { hzxid } = turn.state.server!.prep;
  Object.assign(ownPrep(turn), before, { hzxid });
}

/** Drops the records of everything up to `zxid`, which was applied. */
export function removeOutstandingChanges(turn: ServerTurn, zxid: Zxid): void {
  if (queueSize(turn.state.server!.prep.outstandingChanges) === 0) return;
  const prep = ownPrep(turn);
  for (;;) {
    const first = queueFirst(prep.outstandingChanges);
    if (first === undefined || first.zxid > zxid) break;
    prep.outstandingChanges = queueDrop(prep.outstandingChanges);
    prep.changesRemoved++;
    if (mapGet(prep.outstandingChangesForPath, first.path) === first) {
      prep.outstandingChangesForPath = mapDelete(prep.outstandingChangesForPath, first.path);
    }
  }
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
  if (turn.state.server!.prep.hzxid < zxid) ownPrep(turn).hzxid = zxid;
}
