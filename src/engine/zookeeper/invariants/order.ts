/**
 * Promises about order: of votes, of the transactions kept for others, of replies.
 *
 * Mirrors: FastLeaderElection.totalOrderPredicate, ZKDatabase.addCommittedProposal, CommitProcessor.
 * Read next: committed-history.ts.
 */
import type { Invariant } from '../../kernel/invariant.ts';
import { queueLast } from '../../kernel/persistent-queue.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { listGet } from '../../kernel/persistent-list.ts';
import type { ClientReply, ConnectRequest } from '../protocol/client-messages.ts';
import { counterOf, epochOf, toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import { SERVER_PROGRAM } from '../server-program.ts';

/** Within a round a server changes its vote only for a better one: the epoch comes first. */
export const votesImprove: Invariant<null> = {
  name: 'VotesImprove',
  claim:
    'Within a round a server changes its vote only for a better one, and the epoch comes first.',
  program: SERVER_PROGRAM,
  start: () => null,
  observe(ghost, change, _, report): null {
    const after = (change.after as ServerProcessState | null | undefined)?.quorum;
    const before = (change.before as ServerProcessState | null | undefined)?.quorum;
    const old = before?.election;
    const now = after?.election;
    if (old == null || now == null || old === now) return ghost;
    if (before!.peer.logicalclock !== after!.peer.logicalclock) return ghost;
    const isWorse =
      now.proposedEpoch < old.proposedEpoch ||
      (now.proposedEpoch === old.proposedEpoch && now.proposedZxid < old.proposedZxid);
    if (!isWorse) return ghost;
    report(
      `server ${after!.peer.myid} gave up a vote of epoch ${old.proposedEpoch}, ` +
        `${toHexString(old.proposedZxid)}, for one of epoch ${now.proposedEpoch}, ` +
        toHexString(now.proposedZxid),
    );
    return ghost;
  },
};

/** What a server keeps for lagging learners has no hole. */
export const committedLogWhole: Invariant<null> = {
  name: 'CommittedLogWhole',
  claim: 'The committed transactions that a server keeps for others have no hole.',
  program: SERVER_PROGRAM,
  start: () => null,
  observe(ghost, change, _, report): null {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    if (after == null || before == null || before.db === after.db) return ghost;
    const { db } = after;
    const newest = queueLast(db.committedLog)?.header.zxid;
    // At the start of an epoch the zxid stands for no transaction.
    if (newest === undefined || counterOf(db.lastProcessedZxid) === 0) return ghost;
    if (newest !== db.lastProcessedZxid) {
      report(
        `server ${after.config.serverId} has applied ${toHexString(db.lastProcessedZxid)} and ` +
          `keeps ${toHexString(newest)} as its newest`,
      );
      return ghost;
    }
    const { items, head } = db.committedLog;
    if (items.length - 1 <= head) return ghost;
    const previous = listGet(items, items.length - 2)!.header.zxid;
    if (epochOf(newest) !== epochOf(previous) || newest === previous + 1n) return ghost;
    report(
      `server ${after.config.serverId} keeps ${toHexString(newest)} ` +
        `behind ${toHexString(previous)}`,
    );
    return ghost;
  },
};

/** S14: replies to one connection leave in the order of its requests. */
export const pipelineOrder: Invariant<PersistentMap<number>> = {
  name: 'PipelineOrder',
  claim: 'The requests of a client are answered in the order in which it asked.',
  program: SERVER_PROGRAM,
  start: () => emptyMap(),
  observe(ghost, change, _, report): PersistentMap<number> {
    let next = ghost;
    for (const effect of change.effects) {
      if (effect.type !== 'send') continue;
      const { kind, xid } = effect.message as Partial<ClientReply>;
      if (kind !== 'reply' || xid === undefined || xid <= 0) continue;
      const key = String(effect.connection);
      const last = mapGet(next, key) ?? 0;
      if (xid < last) {
        report(`request ${xid} of connection ${key} is answered behind request ${last}`);
        return next;
      }
      next = mapSet(next, key, xid);
    }
    return next;
  },
};

/** The rule behind C3 and C4: no server goes on with a client that has seen more than it has. */
export const clientNotAhead: Invariant<null> = {
  name: 'ClientNotAhead',
  claim: 'A server takes only clients that have seen nothing newer than it has.',
  program: SERVER_PROGRAM,
  start: () => null,
  observe(ghost, { event, before, after, effects }, _, report): null {
    if (event?.type !== 'message' || event.message.type !== 'ConnectRequest') return ghost;
    const { lastZxidSeen } = event.message as ConnectRequest;
    const state = before as ServerProcessState | null | undefined;
    if (state?.server == null || after == null) return ghost;
    if (lastZxidSeen <= state.db.lastProcessedZxid) return ghost;
    const isRefused = effects.some(
      (effect) => effect.type === 'close' && effect.connection === event.connection,
    );
    if (isRefused) return ghost;
    report(
      `server ${state.config.serverId} is at ${toHexString(state.db.lastProcessedZxid)} and takes ` +
        `a client that has seen ${toHexString(lastZxidSeen)}`,
    );
    return ghost;
  },
};
