/**
 * What a ZooKeeper ensemble promises, watched after every event.
 *
 * Mirrors: the invariants of Zab.tla and ZkV3_7_0.tla, and what the code leaves implicit.
 * Read next: committed-history.ts, durability.ts, elections.ts.
 */
import type { Invariant } from '../../kernel/invariant.ts';
import { historyInvariant } from './committed-history.ts';
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
  historyInvariant(
    'PrefixConsistency',
    'All servers deliver the same transactions in the same order; some are only further on.',
  ),
  historyInvariant(
    'Integrity',
    'A follower delivers only what a leader has proposed and committed.',
  ),
  historyInvariant(
    'Agreement',
    'Of two servers one has delivered everything that the other has delivered.',
  ),
  historyInvariant('TotalOrder', 'All servers deliver in the same order and leave nothing out.'),
  historyInvariant(
    'LocalPrimaryOrder',
    'What one leader broadcasts is delivered in the order in which it was broadcast, without a hole.',
  ),
  historyInvariant(
    'GlobalPrimaryOrder',
    'What is committed in a newer epoch comes behind all that was committed in older ones.',
  ),
  historyInvariant(
    'PrimaryIntegrity',
    'A leader has delivered what was delivered in earlier epochs before it broadcasts.',
  ),
  historyInvariant(
    'LeaderCompleteness',
    'A leader that serves has everything that was ever committed.',
  ),
  historyInvariant('StateMachine', 'Servers at the same zxid have the same tree.'),
  historyInvariant('CommittedDurable', 'What is committed is on the disks of a quorum.'),
  historyInvariant(
    'EphemeralOwner',
    'An ephemeral node belongs to a living session, and all of them go when the session is closed.',
  ),
  historyInvariant('SeqUnique', 'Every name is created once; a sequential name never comes twice.'),
  committedLogWhole,
] as readonly Invariant[] as Invariant[];
