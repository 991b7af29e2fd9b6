/**
 * What clients were promised, checked over their whole histories at the end of a run.
 */
import type { Kernel } from '../../src/engine/kernel/kernel.ts';
import { listItems } from '../../src/engine/kernel/persistent-list.ts';
import { committedHistory } from '../../src/engine/zookeeper/invariants/index.ts';
import { ErrorCode } from '../../src/engine/zookeeper/protocol/error-codes.ts';
import type { Txn, TxnBody } from '../../src/engine/zookeeper/protocol/txn.ts';
import type { FuzzClientState, Operation } from './fuzz-client.ts';
import type { Outcome } from './run-script.ts';

type Found = Outcome['violation'];

/** Requests that the ensemble decides. */
export const WRITES: ReadonlySet<string> = new Set([
  'SetDataRequest',
  'CreateRequest',
  'DeleteRequest',
  'MultiRequest',
]);

/** The first broken promise, or null. */
export function validate(kernel: Kernel, isStandalone = false): Found {
  const clients = [...kernel.world.processes.values()]
    .filter(({ program }) => program === 'FuzzClient')
    .map(({ state }) => state as FuzzClientState);
  const operations = clients.flatMap(({ operations: own }) => [...listItems(own)]);
  const history = committedHistory(kernel.world);
  if (isStandalone) {
    return (
      linearizableWrites(operations) ??
      firstOf(clients, (client) => monotonic([...listItems(client.operations)]))
    );
  }
  return (
    linearizableWrites(operations) ??
    freshSuffixes(operations) ??
    ackedAreCommitted(operations, history) ??
    readsAreLegal(operations, history) ??
    firstOf(clients, (client) => syncIsRecent(client, operations)) ??
    firstOf(clients, (client) => monotonic([...listItems(client.operations)])) ??
    firstOf(clients, (client) => watchBeforeData(client, history))
  );
}

function firstOf<X>(items: readonly X[], check: (item: X) => Found): Found {
  for (const item of items) {
    const found = check(item);
    if (found !== null) return found;
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

/** S6: what a client was told to be done is in the one committed history. */
function ackedAreCommitted(operations: readonly Operation[], history: readonly Txn[]): Found {
  const zxids = new Set(history.map(({ header }) => header.zxid));
  for (const write of operations) {
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
function syncIsRecent(client: FuzzClientState, operations: readonly Operation[]): Found {
  const writes = operations.filter(isWrite);
  let synced: Operation | null = null;
  const own = [...listItems(client.operations)].sort((a, b) => a.seqInvoked - b.seqInvoked);
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
function monotonic(operations: readonly Operation[]): Found {
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
function readsAreLegal(operations: readonly Operation[], history: readonly Txn[]): Found {
  const known = new Map<string, readonly Version[]>();
  for (const { body, respondedMs, err, zxid, data } of operations) {
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
function watchBeforeData(client: FuzzClientState, history: readonly Txn[]): Found {
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
