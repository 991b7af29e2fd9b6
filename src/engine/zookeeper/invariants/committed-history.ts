/**
 * The one history that an ensemble commits, as a ghost that no crash resets: every server must deliver
 * a prefix of it, and have the tree that it makes.
 *
 * Mirrors: the sequence of committed transactions behind PrefixConsistency, Integrity, Agreement,
 * TotalOrder, LocalPrimaryOrder (meant for all pairs; the text of Zab.tla is satisfied by any one),
 * GlobalPrimaryOrder and PrimaryIntegrity of Zab.tla, and LeaderCompleteness.
 * Departs: a tree is compared by its digest.
 * Read next: deliveries.ts, durability.ts, elections.ts, index.ts (the list).
 */
import { mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import { listPush } from '../../kernel/persistent-list.ts';
import type { World } from '../../kernel/world-state.ts';
import { logDir } from '../admin/config.ts';
import { applyTxn } from '../data/apply-txn.ts';
import { sessionKey } from '../data/database.ts';
import { queueLast } from '../../kernel/persistent-queue.ts';
import { readTxnLogsFrom } from '../persistence/txn-log-file.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf, epochOf, toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import {
  createdTwice,
  digestOf,
  isEphemeralCreate,
  isSameTxn,
  keptSince,
} from './committed-txn.ts';
import type { Deliveries } from './deliveries.ts';
import {
  deliver,
  disagreement,
  disorder,
  hasDelivered,
  lackedBy,
  positionOf,
  startDelivering,
} from './deliveries.ts';
import { isDurableOnQuorum, serverStateOf } from './durable.ts';
import type { Members } from './ensembles.ts';
import { inEachEnsemble, isPeer } from './ensembles.ts';
import type { HistoryGhost, Known } from './history-ghost.ts';
import {
  isUntouched,
  lastCommitted,
  NOTHING_COMMITTED,
  placeOf,
  withDeliveries,
} from './history-ghost.ts';
import type { HistoryPromise } from './history-promises.ts';
import { HISTORY_PROMISES } from './history-promises.ts';
import { historyBetween, noteProposals, proposes, startEpoch } from './proposals.ts';
import { SERVER_PROGRAM } from '../server-program.ts';

/** A step under way. */
interface Draft {
  ghost: HistoryGhost;
  /** One step may break several promises; each is told once. */
  broken: Partial<Record<HistoryPromise, string>>;
  readonly before: ServerProcessState;
  readonly after: ServerProcessState;
  readonly world: World;
  readonly pid: number;
  readonly members: Members;
}

const NOTHING_BROKEN: Draft['broken'] = {};

const history = inEachEnsemble<HistoryGhost>({
  ...HISTORY_PROMISES[0],
  program: SERVER_PROGRAM,
  start: () => NOTHING_COMMITTED,
  observe(ghost, change, world, report, members) {
    const before = change.before as ServerProcessState | null | undefined;
    const after = change.after as ServerProcessState | null | undefined;
    if (after == null || before == null) return ghost;
    const isIdle = before.db === after.db && before.server !== null && !proposes(before, after);
    if (isIdle || after.quorum === null || after.server === null) return ghost;
    if (after.quorum.peer.zabState !== 'BROADCAST') return ghost;
    const { pid } = change;
    const draft: Draft = { ghost, broken: NOTHING_BROKEN, before, after, world, pid, members };
    follow(draft);
    if (draft.broken !== NOTHING_BROKEN) {
      for (const { name } of HISTORY_PROMISES) {
        const detail = draft.broken[name];
        if (detail !== undefined) report(detail, name);
      }
    }
    return draft.ghost;
  },
});

/** The promises over the committed history, one invariant each; one call watches them all. */
export const historyInvariants = HISTORY_PROMISES.map((promise) => ({ ...history, ...promise }));

function follow(draft: Draft): void {
  const { before, after, ghost } = draft;
  const wasServing = before.server !== null && before.quorum?.peer.zabState === 'BROADCAST';
  const { leader } = after.quorum!;
  const isLeader = leader !== null;
  if (leader !== null) {
    const proposals = noteProposals(ghost.proposals, before.quorum?.leader, leader);
    if (proposals !== ghost.proposals) draft.ghost = { ...ghost, proposals };
  }
  if (before.db === after.db && before.server !== null) return;
  if (wasServing) {
    const last = followFresh(draft, isLeader);
    const isCurrent = last?.txn.header.zxid === after.db.lastProcessedZxid;
    checkDigest(draft, true, isCurrent ? last : undefined);
  } else if (isLeader) activate(draft);
  else {
    join(draft);
    checkDigest(draft, false);
  }
}

function myidOf({ after }: Draft): number {
  return after.quorum!.peer.myid;
}

function breaks(draft: Draft, promise: HistoryPromise, text: string): void {
  const told = draft.broken[promise];
  if (told === undefined) {
    draft.broken = { ...draft.broken, [promise]: `server ${myidOf(draft)} ${text}` };
  }
}

/** A server that serves has delivered some more; gives what is known of the last of it. */
function followFresh(draft: Draft, isLeader: boolean): Known | undefined {
  const { before } = draft;
  let known: Known | undefined;
  let previous = before.db.lastProcessedZxid;
  for (const txn of newerThan(draft, previous)) {
    const { zxid } = txn.header;
    checkSuccessor(draft, previous, zxid);
    previous = zxid;
    known = mapGet(draft.ghost.known, toHexString(zxid));
    if (known === undefined && isLeader) {
      known = extend(draft, txn);
      if (!isDurableOnQuorum(draft, zxid)) {
        const text = `committed ${toHexString(zxid)}, which is not on the disks of a quorum`;
        breaks(draft, 'CommittedDurable', text);
      }
    } else if (known === undefined) {
      breaks(draft, 'Integrity', `delivered ${toHexString(zxid)}, which no leader has committed`);
    } else if (!isSameTxn(known.txn, txn)) {
      const text = `delivered another transaction as ${toHexString(zxid)} than was committed before`;
      breaks(draft, 'PrefixConsistency', text);
    }
    if (known !== undefined) setDeliveries(draft, deliver, known.index);
  }
  checkDeliveries(draft);
  return known;
}

function setDeliveries(
  draft: Draft,
  change: (deliveries: Deliveries, server: string, index: number) => Deliveries,
  index: number,
): void {
  const { ghost } = draft;
  const deliveries = change(ghost.deliveries, String(myidOf(draft)), index);
  draft.ghost = withDeliveries(ghost, deliveries);
}

function checkDeliveries(draft: Draft): void {
  const { deliveries } = draft.ghost;
  if (deliveries.skipped.size === 0) return;
  const server = String(myidOf(draft));
  const split = disagreement(deliveries, server);
  if (split !== null) breaks(draft, 'Agreement', `parts from others: ${split}`);
  const order = disorder(deliveries, server);
  if (order !== null) breaks(draft, 'TotalOrder', `parts from others: ${order}`);
}

/** What one primary broadcasts is delivered in its order and without a hole. */
function checkSuccessor(draft: Draft, previous: Zxid, zxid: Zxid): void {
  const isNext =
    epochOf(zxid) === epochOf(previous) ? zxid === previous + 1n : counterOf(zxid) === 1;
  if (isNext) return;
  const text = `delivered ${toHexString(zxid)} right behind ${toHexString(previous)}`;
  breaks(draft, 'LocalPrimaryOrder', text);
}

/** A leader starts to serve: all that was committed must be in its history. */
function activate(draft: Draft): void {
  const { after } = draft;
  const end = draft.ghost.txns.length;
  const last = lastCommitted(draft.ghost);
  const own = lastTxnOf(after);
  const { currentEpoch } = after.quorum!.peer;
  const isFirst = isUntouched(draft.ghost);
  const proposals = startEpoch(draft.ghost.proposals, currentEpoch, own);
  draft.ghost = { ...draft.ghost, proposals };
  if (isFirst && own > 0n) {
    const base = { zxid: own, digest: digestOf(after.db) };
    draft.ghost = { ...draft.ghost, base, replica: after.db };
    return;
  }
  // A leader that stood still meanwhile opens its doors late: a newer epoch has gone on without it.
  if (epochOf(last) > currentEpoch) return;
  const position = placeOf(draft.ghost, own);
  const part = historyBetween(proposals, last, own);
  const log = part === null ? newerThan(draft, last) : part.txns;
  for (const txn of log) extend(draft, txn);
  const server = String(myidOf(draft));
  if (part === null ? log.length === 0 && position < end : !part.isContinuous) {
    const text = `leads without transaction ${Math.min(position + 1, end)} of the ${end} that were committed before`;
    breaks(draft, 'PrimaryIntegrity', text);
  }
  const start = log.length === 0 ? position : end;
  const lacks = Array.from({ length: end - start }, (_, i) => start + i);
  const { ghost } = draft;
  const deliveries = startDelivering(ghost.deliveries, server, ghost.txns.length, lacks);
  draft.ghost = withDeliveries(ghost, deliveries);
  checkDeliveries(draft);
  if (digestOf(after.db) !== digestOf(draft.ghost.replica)) {
    const epoch = epochOf(after.db.lastProcessedZxid);
    const text = `leads epoch ${epoch} without the history committed up to ${toHexString(last)}`;
    return breaks(draft, 'LeaderCompleteness', text);
  }
  const newest = lastCommitted(draft.ghost);
  if (log.length > 0 && !isDurableOnQuorum(draft, newest)) {
    const text = `made ${toHexString(newest)} part of its history, which is not on the disks of a quorum`;
    breaks(draft, 'CommittedDurable', text);
  }
}

/** A learner starts to serve: it has what its leader has, and the leader has what it delivered. */
function join(draft: Draft): void {
  const { after, before, world, ghost } = draft;
  let previous = before.db.lastProcessedZxid;
  // What it delivers now is what was committed while it synchronized.
  for (const zxid of before.quorum?.learner?.sync.packetsCommitted ?? []) {
    checkSuccessor(draft, previous, zxid);
    previous = zxid;
  }
  const { currentEpoch } = after.quorum!.peer;
  const server = String(myidOf(draft));
  const position = placeOf(ghost, lastTxnOf(after));
  let lacks: readonly number[] = [];
  for (const process of world.processes.values()) {
    if (process.status === 'exited' || !isPeer(draft.members, draft.pid, process)) continue;
    const peer = serverStateOf(process)?.quorum?.peer;
    if (peer?.serverState !== 'LEADING' || peer.currentEpoch !== currentEpoch) continue;
    const reach = Math.max(position, positionOf(ghost.deliveries, server));
    const leader = String(peer.myid);
    // What the leader has committed in its own epoch may still be on the way.
    const missing = lackedBy(ghost.deliveries, leader, reach);
    const foreign = missing.find((index) => hasDelivered(ghost.deliveries, server, index));
    if (foreign !== undefined) {
      const text = `has delivered transaction ${foreign + 1} of the history, its leader ${leader} has not`;
      breaks(draft, 'PrimaryIntegrity', text);
    }
    lacks = missing.filter((index) => index < position);
  }
  draft.ghost = withDeliveries(ghost, startDelivering(ghost.deliveries, server, position, lacks));
  checkDeliveries(draft);
}

/** The last transaction behind a server's tree. */
function lastTxnOf({ db, disk }: ServerProcessState): Zxid {
  const logged = queueLast(db.committedLog)?.header.zxid;
  if (counterOf(db.lastProcessedZxid) !== 0) return db.lastProcessedZxid;
  return logged ?? disk.lastSnapshot?.zxid ?? 0n;
}

/** What a server has applied beyond a zxid; what its memory has dropped comes from its log. */
function newerThan({ after, world, pid }: Draft, zxid: Zxid): readonly Txn[] {
  const { fresh, isWhole } = keptSince(after.db, zxid);
  const first = fresh[0]?.header.zxid;
  if (first === undefined ? lastTxnOf(after) <= zxid : isWhole || first === zxid + 1n) return fresh;
  const { host } = world.processes.get(pid)!.info;
  const { disk } = world.hosts.get(host)!;
  const dropped: Txn[] = [];
  for (const { txn } of readTxnLogsFrom(disk, logDir(after.config), zxid + 1n)) {
    if (first !== undefined && txn.header.zxid >= first) break;
    if (txn.header.zxid > zxid) dropped.push(txn);
  }
  return [...dropped, ...fresh];
}

/** The first commit of a transaction anywhere; undefined when it cannot be one. */
function extend(draft: Draft, txn: Txn): Known | undefined {
  const { ghost } = draft;
  const { zxid } = txn.header;
  const last = lastCommitted(ghost);
  if (zxid <= last) {
    const text = `${toHexString(zxid)} was committed behind ${toHexString(last)}`;
    breaks(draft, 'GlobalPrimaryOrder', `leads, and ${text}`);
    return undefined;
  }
  const { replica } = ghost;
  const existing = createdTwice(replica, txn.body);
  if (existing !== null) {
    const text = `${toHexString(zxid)} creates ${existing}, which exists`;
    breaks(draft, 'SeqUnique', `committed what cannot be: ${text}`);
  }
  const key = sessionKey(txn.header.clientId);
  if (isEphemeralCreate(txn.body) && !mapHas(replica.sessionsWithTimeouts, key)) {
    const text = `${toHexString(zxid)} creates an ephemeral node of session 0x${key}, which is closed`;
    breaks(draft, 'EphemeralOwner', `committed what cannot be: ${text}`);
  }
  const { db } = applyTxn(replica, txn);
  if (txn.body.type === 'closeSession' && (mapGet(db.tree.ephemerals, key)?.size ?? 0) > 0) {
    const text = `session 0x${key} was closed, some of its nodes are left`;
    breaks(draft, 'EphemeralOwner', `committed what cannot be: ${text}`);
  }
  const known: Known = { txn, index: ghost.txns.length, digest: digestOf(db) };
  draft.ghost = {
    kind: 'committedHistory',
    base: ghost.base,
    txns: listPush(ghost.txns, txn),
    known: mapSet(ghost.known, toHexString(zxid), known),
    replica: db,
    deliveries: ghost.deliveries,
    proposals: ghost.proposals,
  };
  return known;
}

/**
 * A server that serves has the tree that the committed history makes at its last zxid. `last`: what is
 * known of that zxid, where it was just looked up.
 */
function checkDigest(draft: Draft, isComplete: boolean, last?: Known): void {
  const { db } = draft.after;
  const { base } = draft.ghost;
  const known =
    base?.zxid === db.lastProcessedZxid
      ? base
      : (last ?? mapGet(draft.ghost.known, toHexString(db.lastProcessedZxid)));
  if (known === undefined && counterOf(db.lastProcessedZxid) !== 0) {
    const text = `serves with ${toHexString(db.lastProcessedZxid)}, which was never committed`;
    return breaks(draft, 'PrefixConsistency', text);
  }
  if (known === undefined || known.digest === digestOf(db)) return;
  const text =
    `has another tree at ${toHexString(db.lastProcessedZxid)} than the committed ` +
    `history makes${isComplete ? '' : ' when it starts to serve'}`;
  breaks(draft, 'StateMachine', text);
}
