/**
 * The one history that an ensemble commits, as a ghost that no crash resets: every server must deliver
 * a prefix of it, and have the tree that it makes.
 *
 * Mirrors: the sequence of committed transactions behind PrefixConsistency, Integrity, TotalOrder and
 * GlobalPrimaryOrder of Zab.tla, and LeaderCompleteness.
 * Departs: a tree is compared by its digest.
 * Read next: durability.ts, elections.ts, index.ts (the list).
 */
import type { Change, Invariant } from '../../kernel/invariant.ts';
import { mapGet, mapHas, mapSet, emptyMap } from '../../kernel/persistent-map.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { PersistentList } from '../../kernel/persistent-list.ts';
import { emptyList, listItems, listLast, listPush } from '../../kernel/persistent-list.ts';
import type { World } from '../../kernel/world-state.ts';
import { applyTxn } from '../data/apply-txn.ts';
import type { Database } from '../data/database.ts';
import { sessionKey } from '../data/database.ts';
import { CONFIG_NODE, initialDatabase } from '../data/initial-tree.ts';
import type { Txn, TxnBody } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf, epochOf, toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import { isDurableOnQuorum } from './durable.ts';

/** What has been committed, and what it makes. */
export interface HistoryGhost {
  readonly kind: 'committedHistory';
  readonly txns: PersistentList<Txn>;
  /** By zxid in hexadecimal: the transaction, and the tree's digest behind it. */
  readonly known: PersistentMap<{ readonly txn: Txn; readonly digest: number }>;
  readonly replica: Database;
}

/** Names of the promises that this file watches. */
export type HistoryPromise =
  | 'PrefixConsistency'
  | 'Integrity'
  | 'GlobalPrimaryOrder'
  | 'LeaderCompleteness'
  | 'StateMachine'
  | 'CommittedDurable'
  | 'EphemeralOwner'
  | 'SeqUnique';

interface HistoryStep {
  readonly ghost: HistoryGhost;
  readonly broken: { readonly promise: HistoryPromise; readonly text: string } | null;
}

const START: HistoryGhost = {
  kind: 'committedHistory',
  txns: emptyList(),
  known: emptyMap(),
  replica: initialDatabase(),
};

/** Several promises look at one step: it is computed once. */
const steps = new WeakMap<Change, { readonly from: HistoryGhost; readonly step: HistoryStep }>();

/** An invariant over the committed history. */
export function historyInvariant(name: HistoryPromise, claim: string): Invariant<HistoryGhost> {
  return {
    name,
    claim,
    program: 'QuorumPeerMain',
    start: () => START,
    observe(ghost, change, world) {
      const before = change.before as ServerProcessState | null | undefined;
      const after = change.after as ServerProcessState | null | undefined;
      if (after == null || before == null) return { ghost };
      if (before.db === after.db && before.server !== null) return { ghost };
      if (after.quorum === null || after.server === null) return { ghost };
      let memo = steps.get(change);
      if (memo?.from !== ghost) {
        memo = { from: ghost, step: follow(ghost, before, after, world) };
        steps.set(change, memo);
      }
      const { step } = memo;
      return step.broken?.promise === name
        ? { ghost: step.ghost, broken: step.broken.text }
        : { ghost: step.ghost };
    },
  };
}

/** The committed transactions of a world, oldest first. */
export function committedHistory(world: World): readonly Txn[] {
  const ghost = world.ghosts.find(
    (other) => (other as Partial<HistoryGhost> | null)?.kind === 'committedHistory',
  ) as HistoryGhost | undefined;
  return ghost === undefined ? [] : [...listItems(ghost.txns)];
}

function follow(
  ghost: HistoryGhost,
  before: ServerProcessState,
  after: ServerProcessState,
  world: World,
): HistoryStep {
  const { myid, zabState } = after.quorum!.peer;
  if (zabState !== 'BROADCAST') return { ghost, broken: null };
  const wasServing = before.server !== null && before.quorum?.peer.zabState === 'BROADCAST';
  const isLeader = after.quorum!.leader !== null;
  if (!wasServing && isLeader) return activate(ghost, after, world, myid);
  const fresh = wasServing ? newerThan(after.db, before.db.lastProcessedZxid) : [];
  const broken = (promise: HistoryPromise, text: string) => ({
    ghost,
    broken: { promise, text: `server ${myid} ${text}` },
  });
  let current = ghost;
  for (const txn of fresh) {
    const zxid = txn.header.zxid;
    const known = mapGet(current.known, toHexString(zxid));
    if (known !== undefined) {
      if (!isSameTxn(known.txn, txn)) {
        return broken(
          'PrefixConsistency',
          `delivered another transaction as ${toHexString(zxid)} than was committed before`,
        );
      }
      continue;
    }
    if (!isLeader) {
      const text = `delivered ${toHexString(zxid)}, which no leader has committed`;
      return broken('Integrity', text);
    }
    const extended = extend(current, txn);
    if (extended.broken !== null) return extended;
    current = extended.ghost;
    if (!isDurableOnQuorum(world, after, zxid)) {
      return broken(
        'CommittedDurable',
        `committed ${toHexString(zxid)}, which is not on the disks of a quorum`,
      );
    }
  }
  return checkDigest(current, after, myid, wasServing);
}

/** A leader starts to serve: all that was committed must be in its history. */
function activate(
  ghost: HistoryGhost,
  after: ServerProcessState,
  world: World,
  myid: number,
): HistoryStep {
  const last = listLast(ghost.txns)?.header.zxid ?? 0n;
  const log = newerThan(after.db, last);
  let current = ghost;
  for (const txn of log) {
    const extended = extend(current, txn);
    if (extended.broken !== null) return extended;
    current = extended.ghost;
  }
  if (digestOf(after.db) !== digestOf(current.replica)) {
    return {
      ghost,
      broken: {
        promise: 'LeaderCompleteness',
        text:
          `server ${myid} leads epoch ${epochOf(after.db.lastProcessedZxid)} without the history ` +
          `committed up to ${toHexString(last)}`,
      },
    };
  }
  const newest = listLast(current.txns)?.header.zxid ?? 0n;
  if (log.length > 0 && !isDurableOnQuorum(world, after, newest)) {
    const text = `server ${myid} made ${toHexString(newest)} part of its history, which is not on the disks of a quorum`;
    return { ghost: current, broken: { promise: 'CommittedDurable', text } };
  }
  return { ghost: current, broken: null };
}

function newerThan(db: Database, zxid: Zxid): readonly Txn[] {
  const { items, head } = db.committedLog;
  const fresh: Txn[] = [];
  for (let i = items.length - 1; i >= head; i--) {
    const txn = itemAt(db, i);
    if (txn.header.zxid <= zxid) break;
    fresh.push(txn);
  }
  return fresh.reverse();
}

function itemAt(db: Database, index: number): Txn {
  const { items } = db.committedLog;
  const inTree = items.length - items.tail.length;
  if (index >= inTree) return items.tail[index - inTree]!;
  for (const txn of listItems(items, index, index + 1)) return txn;
  throw new Error('index beyond the list');
}

/** The first commit of a transaction anywhere. */
function extend(ghost: HistoryGhost, txn: Txn): HistoryStep {
  const { zxid } = txn.header;
  const last = listLast(ghost.txns)?.header.zxid ?? 0n;
  const broken = (promise: HistoryPromise, text: string): HistoryStep => ({
    ghost,
    broken: { promise, text },
  });
  const isNext = epochOf(zxid) === epochOf(last) ? zxid === last + 1n : counterOf(zxid) === 1;
  if (zxid <= last || !isNext) {
    return broken(
      'GlobalPrimaryOrder',
      `${toHexString(zxid)} was committed behind ${toHexString(last)}`,
    );
  }
  const { replica } = ghost;
  const existing = createdTwice(replica, txn.body);
  if (existing !== null) {
    return broken('SeqUnique', `${toHexString(zxid)} creates ${existing}, which exists`);
  }
  const key = sessionKey(txn.header.clientId);
  if (isEphemeralCreate(txn.body) && !mapHas(replica.sessionsWithTimeouts, key)) {
    return broken(
      'EphemeralOwner',
      `${toHexString(zxid)} creates an ephemeral node of session 0x${key}, which is closed`,
    );
  }
  const { db } = applyTxn(replica, txn);
  if (txn.body.type === 'closeSession' && (mapGet(db.tree.ephemerals, key)?.size ?? 0) > 0) {
    return broken('EphemeralOwner', `session 0x${key} was closed, some of its nodes are left`);
  }
  return {
    ghost: {
      kind: 'committedHistory',
      txns: listPush(ghost.txns, txn),
      known: mapSet(ghost.known, toHexString(zxid), { txn, digest: digestOf(db) }),
      replica: db,
    },
    broken: null,
  };
}

function createdTwice({ tree }: Database, body: TxnBody): string | null {
  const isCreate = body.type === 'create' || body.type === 'create2';
  return isCreate && mapHas(tree.nodes, body.path) ? body.path : null;
}

function isEphemeralCreate(body: TxnBody): boolean {
  return (body.type === 'create' || body.type === 'create2') && body.ephemeral;
}

/** A server that serves has the tree that the committed history makes at its last zxid. */
function checkDigest(
  ghost: HistoryGhost,
  after: ServerProcessState,
  myid: number,
  isComplete: boolean,
): HistoryStep {
  const { lastProcessedZxid } = after.db;
  const known = mapGet(ghost.known, toHexString(lastProcessedZxid));
  if (known === undefined && counterOf(lastProcessedZxid) !== 0) {
    const text = `server ${myid} serves with ${toHexString(lastProcessedZxid)}, which was never committed`;
    return { ghost, broken: { promise: 'PrefixConsistency', text } };
  }
  if (known === undefined || known.digest === digestOf(after.db)) return { ghost, broken: null };
  const text =
    `server ${myid} has another tree at ${toHexString(lastProcessedZxid)} than the committed ` +
    `history makes${isComplete ? '' : ' when it starts to serve'}`;
  return { ghost, broken: { promise: 'StateMachine', text } };
}

/** Each server writes its own configuration into the tree: that node does not count. */
function digestOf({ tree }: Database): number {
  return (tree.digest - (mapGet(tree.nodes, CONFIG_NODE)?.digest ?? 0)) >>> 0;
}

function isSameTxn(a: Txn, b: Txn): boolean {
  if (a === b) return true;
  const x = a.header;
  const y = b.header;
  return (
    x.zxid === y.zxid &&
    x.clientId === y.clientId &&
    x.cxid === y.cxid &&
    x.type === y.type &&
    x.time === y.time
  );
}
