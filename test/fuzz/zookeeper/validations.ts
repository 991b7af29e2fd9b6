/**
 * What clients were promised, checked over their whole histories at the end of a run.
 */
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import { listItems } from '../../../src/engine/kernel/persistent-list.ts';
import { committedHistory } from '../../../src/engine/zookeeper/invariants/index.ts';
import { ErrorCode } from '../../../src/engine/zookeeper/protocol/error-codes.ts';
import type { Txn, TxnBody } from '../../../src/engine/zookeeper/protocol/txn.ts';
import type { ServerProcessState } from '../../../src/engine/zookeeper/server/server-state.ts';
import type { Found } from '../core/area.ts';
import type { FuzzClientState, Operation } from './fuzz-client.ts';

/** Requests that the ensemble decides. */
export const WRITES: ReadonlySet<string> = new Set([
  'SetDataRequest',
  'CreateRequest',
  'DeleteRequest',
  'MultiRequest',
]);

/** What one client saw. */
export type ClientRecord = Pick<FuzzClientState, 'operations' | 'events'>;

/** A whole run as it looks from outside, and what the servers made of it. */
export interface RunRecord {
  readonly clients: readonly ClientRecord[];
  /** All transactions that were committed, oldest first; null: not watched (a server alone). */
  readonly history: readonly Txn[] | null;
  /** The last zxid of the server that leads (or serves alone) at the end; null: there is none. */
  readonly lastZxid: bigint | null;
}

/** One promise to clients. */
export interface Validation {
  readonly name: string;
  readonly check: (run: RunRecord) => Found;
}

/** In the order in which they are checked. */
export const VALIDATIONS: readonly Validation[] = [
  { name: 'LinearizableWrites', check: (run) => linearizableWrites(operationsOf(run)) },
  { name: 'ClientFifo', check: (run) => ofEach(run, clientFifo) },
  { name: 'SingleSystemImage', check: (run) => ofEach(run, singleSystemImage) },
  { name: 'SeqUnique', check: (run) => freshSuffixes(operationsOf(run)) },
  { name: 'AckedSurvives', check: ackedSurvives },
  { name: 'NoCommitLoss', check: ackedAreCommitted },
  { name: 'ReadLegality', check: readsAreLegal },
  { name: 'SyncIsRecent', check: syncIsRecent },
  { name: 'WatchBeforeData', check: watchBeforeData },
];

/** The first broken promise of a run, or null. */
export function validate(kernel: Kernel): Found {
  return validateRecord(recordOf(kernel));
}

/** The first broken promise, or null. */
export function validateRecord(run: RunRecord): Found {
  for (const { check } of VALIDATIONS) {
    const broken = check(run);
    if (broken !== null) return broken;
  }
  return null;
}

function recordOf({ world }: Kernel): RunRecord {
  const clients: FuzzClientState[] = [];
  let lastZxid: bigint | null = null;
  let isStandalone = false;
  for (const { program, state, status } of world.processes.values()) {
    if (program === 'FuzzClient') clients.push(state as FuzzClientState);
    const server = state as ServerProcessState | null | undefined;
    if (program !== 'QuorumPeerMain' || status === 'exited' || server?.server == null) continue;
    if (server.quorum === null) isStandalone = true;
    if (server.quorum === null || server.quorum.peer.serverState === 'LEADING') {
      const { lastProcessedZxid } = server.db;
      if (lastZxid === null || lastProcessedZxid > lastZxid) lastZxid = lastProcessedZxid;
    }
  }
  const history = committedHistory(world);
  // Empty: no invariant watches it in this run.
  const isKnown = !isStandalone && history.length > 0;
  return { clients, history: isKnown ? history : null, lastZxid };
}

function operationsOf({ clients }: RunRecord): readonly Operation[] {
  return clients.flatMap(({ operations }) => [...listItems(operations)]);
}

function ofEach({ clients }: RunRecord, check: (operations: readonly Operation[]) => Found): Found {
  for (const { operations } of clients) {
    const broken = check([...listItems(operations)]);
    if (broken !== null) return broken;
  }
  return null;
}

function found(invariant: string, detail: string, atMs: number): Found {
  return { invariant, detail, atMs };
}

function isWrite({ body, err, respondedMs }: Operation): boolean {
  return respondedMs !== null && err === 0 && WRITES.has(body.type);
}

/** C1: a write that began after another had been answered has the larger zxid. */
function linearizableWrites(operations: readonly Operation[]): Found {
  const writes = operations.filter(isWrite);
  const byResponse = [...writes].sort((a, b) => a.respondedMs! - b.respondedMs!);
  const byInvocation = [...writes].sort((a, b) => a.invokedMs - b.invokedMs);
  let answered = 0;
  let highest = -1n;
  for (const write of byInvocation) {
    while (answered < byResponse.length && byResponse[answered]!.respondedMs! < write.invokedMs) {
      const { zxid } = byResponse[answered++]!;
      if (zxid > highest) highest = zxid;
    }
    if (write.zxid <= highest) {
      const text = `${write.body.type} got 0x${write.zxid.toString(16)} after 0x${highest.toString(16)} was answered`;
      return found('LinearizableWrites', text, write.invokedMs);
    }
  }
  return null;
}

/** C2: requests of a session are carried out and answered in the order in which they were issued. */
function clientFifo(operations: readonly Operation[]): Found {
  const issued = [...operations].sort((a, b) => a.seqInvoked - b.seqInvoked);
  const latest = new Map<string, Operation>();
  for (const operation of issued) {
    const { session, body, zxid, seqResponded, respondedMs } = operation;
    if (respondedMs === null) continue;
    const before = latest.get(session);
    if (before !== undefined && (seqResponded < before.seqResponded || zxid < before.zxid)) {
      const text =
        `${session}: ${body.type} (0x${zxid.toString(16)}) was issued behind ` +
        `${before.body.type} (0x${before.zxid.toString(16)}) and carried out before it`;
      return found('ClientFifo', text, respondedMs);
    }
    latest.set(session, operation);
  }
  return null;
}

/** What a client was told to be done is still there after all faults. */
function ackedSurvives(run: RunRecord): Found {
  const { lastZxid } = run;
  if (lastZxid === null) return null;
  for (const write of operationsOf(run)) {
    if (!isWrite(write) || write.zxid <= lastZxid) continue;
    const text =
      `${write.body.type} was answered with 0x${write.zxid.toString(16)}, ` +
      `the ensemble is at 0x${lastZxid.toString(16)}`;
    return found('AckedSurvives', text, write.respondedMs!);
  }
  return null;
}

/** S6: what a client was told to be done is in the one committed history. */
function ackedAreCommitted(run: RunRecord): Found {
  if (run.history === null) return null;
  const zxids = new Set(run.history.map(({ header }) => header.zxid));
  for (const write of operationsOf(run)) {
    if (isWrite(write) && !zxids.has(write.zxid)) {
      const text = `${write.body.type} was answered with 0x${write.zxid.toString(16)}, which no server committed`;
      return found('NoCommitLoss', text, write.respondedMs!);
    }
  }
  return null;
}

/** S13: the number that a sequential node gets is new, so that creating it cannot fail for that. */
function freshSuffixes(operations: readonly Operation[]): Found {
  for (const { body, err, respondedMs } of operations) {
    if (body.type !== 'CreateRequest' || body.mode !== 'PERSISTENT_SEQUENTIAL') continue;
    if (respondedMs !== null && err === ErrorCode.NODEEXISTS) {
      return found('SeqUnique', 'a sequential name came a second time', respondedMs);
    }
  }
  return null;
}

/**
 * C6: a read behind a sync shows every write that was answered before the sync was asked for. Only writes
 * of the epoch that answered the read count: a deposed leader that has not noticed may answer a sync.
 */
function syncIsRecent(run: RunRecord): Found {
  const writes = operationsOf(run).filter(isWrite);
  return ofEach(run, (operations) => ownSyncIsRecent(operations, writes));
}

function ownSyncIsRecent(operations: readonly Operation[], writes: readonly Operation[]): Found {
  let synced: Operation | null = null;
  const own = [...operations].sort((a, b) => a.seqInvoked - b.seqInvoked);
  for (const operation of own) {
    const { body, err, respondedMs, zxid, session } = operation;
    if (body.type === 'SyncRequest') synced = respondedMs !== null && err === 0 ? operation : null;
    else if (
      body.type === 'GetDataRequest' &&
      synced?.session === session &&
      respondedMs !== null
    ) {
      for (const write of writes) {
        if (write.respondedMs! >= synced.invokedMs || write.zxid >> 32n !== zxid >> 32n) continue;
        if (write.zxid <= zxid) continue;
        const text = `${session}: a read behind a sync is at 0x${zxid.toString(16)}, 0x${write.zxid.toString(16)} was answered before the sync`;
        return found('SyncIsRecent', text, respondedMs);
      }
    }
  }
  return null;
}

/** C3: what a session is told never goes back. */
function singleSystemImage(operations: readonly Operation[]): Found {
  const highest = new Map<string, bigint>();
  for (const { session, zxid, respondedMs, body } of operations) {
    if (respondedMs === null) continue;
    const before = highest.get(session) ?? -1n;
    if (zxid < before) {
      const text = `${session}: ${body.type} answered at 0x${zxid.toString(16)} after 0x${before.toString(16)}`;
      return found('SingleSystemImage', text, respondedMs);
    }
    highest.set(session, zxid);
  }
  return null;
}

interface Version {
  readonly zxid: bigint;
  /** Undefined: the node is gone. */
  readonly data: string | null | undefined;
}

/** The values a node had, oldest first. */
function versionsOf(history: readonly Txn[], path: string): readonly Version[] {
  const versions: Version[] = [];
  for (const { header, body } of history) {
    const apply = (txn: TxnBody) => {
      if ('path' in txn && txn.path === path) {
        if (txn.type === 'delete') versions.push({ zxid: header.zxid, data: undefined });
        else if ('data' in txn) versions.push({ zxid: header.zxid, data: txn.data });
      }
    };
    if (body.type === 'multi') {
      if (!body.txns.some((txn) => txn.type === 'error')) body.txns.forEach(apply);
    } else apply(body);
  }
  return versions;
}

/** C5: a read shows exactly what the node was at the zxid of the reply. */
function readsAreLegal(run: RunRecord): Found {
  const { history } = run;
  if (history === null) return null;
  const known = new Map<string, readonly Version[]>();
  for (const { body, respondedMs, err, zxid, data } of operationsOf(run)) {
    if (body.type !== 'GetDataRequest' || respondedMs === null || err !== 0) continue;
    let versions = known.get(body.path);
    if (versions === undefined) known.set(body.path, (versions = versionsOf(history, body.path)));
    const at = versions.findLast((version) => version.zxid <= zxid);
    if (at?.data !== data) {
      const text = `${body.path} at 0x${zxid.toString(16)} is ${String(at?.data)}, a client read ${String(data)}`;
      return found('ReadLegality', text, respondedMs);
    }
  }
  return null;
}

/** C9: a client hears of a change before it is told anything newer than the change. */
function watchBeforeData({ clients, history }: RunRecord): Found {
  if (history === null) return null;
  for (const client of clients) {
    const broken = eventsComeFirst(client, history);
    if (broken !== null) return broken;
  }
  return null;
}

function eventsComeFirst(client: ClientRecord, history: readonly Txn[]): Found {
  const operations = [...listItems(client.operations)];
  const events = [...listItems(client.events)];
  for (const armed of operations) {
    const { body, err, respondedMs, session, zxid, seqResponded } = armed;
    if (body.type !== 'GetDataRequest' || !body.watch || err !== 0 || respondedMs === null)
      continue;
    const change = versionsOf(history, body.path).find((version) => version.zxid > zxid);
    if (change === undefined) continue;
    const event = events.find(
      (seen) => seen.seq > seqResponded && seen.session === session && seen.path === body.path,
    );
    const later = operations.find(
      (other) =>
        other.session === session &&
        other.respondedMs !== null &&
        other.seqResponded > seqResponded &&
        other.zxid >= change.zxid,
    );
    if (later === undefined) continue;
    if (event === undefined || event.seq > later.seqResponded) {
      const text = `${session}: ${body.path} changed at 0x${change.zxid.toString(16)}, a reply of 0x${later.zxid.toString(16)} came first`;
      return found('WatchBeforeData', text, later.respondedMs!);
    }
  }
  return null;
}
