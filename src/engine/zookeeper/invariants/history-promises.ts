/**
 * The promises over the one history that an ensemble commits, in the order in which they are told.
 *
 * Mirrors: PrefixConsistency to PrimaryIntegrity of Zab.tla; LeaderCompleteness and the rest are ours.
 * Read next: committed-history.ts, which watches them.
 */
export const HISTORY_PROMISES = [
  {
    name: 'PrefixConsistency',
    claim: 'All servers deliver the same transactions in the same order; some are only further on.',
  },
  {
    name: 'Integrity',
    claim: 'A follower delivers only what a leader has proposed and committed.',
  },
  {
    name: 'Agreement',
    claim: 'Of two servers one has delivered everything that the other has delivered.',
  },
  { name: 'TotalOrder', claim: 'All servers deliver in the same order and leave nothing out.' },
  {
    name: 'LocalPrimaryOrder',
    claim:
      'What one leader broadcasts is delivered in the order in which it was broadcast, without a hole.',
  },
  {
    name: 'GlobalPrimaryOrder',
    claim: 'What is committed in a newer epoch comes behind all that was committed in older ones.',
  },
  {
    name: 'PrimaryIntegrity',
    claim: 'A leader has delivered what was delivered in earlier epochs before it broadcasts.',
  },
  {
    name: 'LeaderCompleteness',
    claim: 'A leader that serves has everything that was ever committed.',
  },
  { name: 'StateMachine', claim: 'Servers at the same zxid have the same tree.' },
  { name: 'CommittedDurable', claim: 'What is committed is on the disks of a quorum.' },
  {
    name: 'EphemeralOwner',
    claim:
      'An ephemeral node belongs to a living session, and all of them go when the session is closed.',
  },
  { name: 'SeqUnique', claim: 'Every name is created once; a sequential name never comes twice.' },
] as const;

export type HistoryPromise = (typeof HISTORY_PROMISES)[number]['name'];
