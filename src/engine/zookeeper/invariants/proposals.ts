/**
 * Everything that leaders have proposed, and where each epoch began: from a server's last zxid its
 * whole history follows, also when a snapshot brought it without the transactions.
 *
 * Mirrors: the ghost `proposalMsgsLog` of Zab.tla.
 * Read next: committed-history.ts.
 */
import { listGet } from '../../kernel/persistent-list.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { counterOf, epochOf, toHexString } from '../protocol/zxid.ts';
import type { LeaderState } from '../quorum/quorum-state.ts';
import type { ServerProcessState } from '../server/server-state.ts';

/** Ghost: proposals by zxid in hexadecimal, and by epoch the last zxid of its leader's first history. */
export interface Proposals {
  readonly byZxid: PersistentMap<Txn>;
  readonly epochStarts: PersistentMap<Zxid>;
}

/** Nobody has led yet. */
export const NO_PROPOSALS: Proposals = { byZxid: emptyMap(), epochStarts: emptyMap() };

/** A leader opens its epoch with a history that ends here. */
export function startEpoch(proposals: Proposals, epoch: number, last: Zxid): Proposals {
  const { byZxid, epochStarts } = proposals;
  return { byZxid, epochStarts: mapSet(epochStarts, String(epoch), last) };
}

/** Takes note of what a leader has proposed in one step. */
export function noteProposals(
  proposals: Proposals,
  before: LeaderState | null | undefined,
  after: LeaderState,
): Proposals {
  if (before == null || before.lastProposed === after.lastProposed) return proposals;
  const { items, head } = after.outstandingProposals;
  let { byZxid } = proposals;
  for (let i = items.length - 1; i >= head; i--) {
    const { zxid, packet } = listGet(items, i)!;
    if (zxid <= before.lastProposed) break;
    byZxid = mapSet(byZxid, toHexString(zxid), packet.txn);
  }
  return { byZxid, epochStarts: proposals.epochStarts };
}

/** A part of a history. */
export interface HistoryPart {
  /** Oldest first. */
  readonly txns: readonly Txn[];
  /** Whether the transaction before the oldest is the one that was asked for. */
  readonly isContinuous: boolean;
}

/** What a history that ends at `last` holds behind `from`; null: not all of it is known. */
export function historyBetween(
  { byZxid, epochStarts }: Proposals,
  from: Zxid,
  last: Zxid,
): HistoryPart | null {
  const txns: Txn[] = [];
  let zxid = last;
  while (zxid > from) {
    if (counterOf(zxid) === 0) {
      const start = mapGet(epochStarts, String(epochOf(zxid)));
      if (start === undefined) return null;
      zxid = start;
      continue;
    }
    const txn = mapGet(byZxid, toHexString(zxid));
    if (txn === undefined) return null;
    txns.push(txn);
    zxid--;
  }
  return { txns: txns.reverse(), isContinuous: zxid === from };
}

/** Whether a step proposed something. */
export function proposes(before: ServerProcessState, after: ServerProcessState): boolean {
  const leader = after.quorum?.leader;
  return leader != null && leader.lastProposed !== before.quorum?.leader?.lastProposed;
}
