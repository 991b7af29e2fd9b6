/**
 * What a ZooKeeper ensemble promises, watched after every event.
 *
 * Mirrors: the invariants of Zab.tla and ZkV3_7_0.tla, and what the code leaves implicit.
 * Read next: committed-history.ts, durability.ts, elections.ts.
 */
import type { Invariant } from '../../kernel/invariant.ts';
import { historyInvariants } from './committed-history.ts';
import { ackHonest, epochMonotone, historyBeforeEpoch, voteHonest } from './durability.ts';
import { checkDuringAction, leadership1, leadership2, quorumOfServing } from './elections.ts';
import { clientNotAhead, committedLogWhole, pipelineOrder, votesImprove } from './order.ts';

export { committedHistory } from './history-ghost.ts';

/** In the order in which they are checked. */
export const zookeeperInvariants: readonly Invariant[] = [
  leadership1,
  leadership2,
  quorumOfServing,
  checkDuringAction,
  epochMonotone,
  ackHonest,
  voteHonest,
  historyBeforeEpoch,
  votesImprove,
  pipelineOrder,
  clientNotAhead,
  ...historyInvariants,
  committedLogWhole,
] as readonly Invariant[] as Invariant[];
