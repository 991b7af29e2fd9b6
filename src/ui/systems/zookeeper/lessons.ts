/** The lesson that explains a promise, by the promise's name. */
const LESSONS: Readonly<Record<string, readonly string[]>> = {
  election: ['Leadership1', 'Leadership2', 'VoteHonest', 'VotesImprove'],
  synchronization: [
    'QuorumOfServing',
    'HistoryBeforeEpoch',
    'EpochMonotone',
    'PrefixConsistency',
    'PrimaryIntegrity',
    'LeaderCompleteness',
    'GlobalPrimaryOrder',
    'CommittedLogWhole',
  ],
  broadcast: [
    'AckHonest',
    'CheckDuringAction',
    'Integrity',
    'Agreement',
    'TotalOrder',
    'LocalPrimaryOrder',
    'CommittedDurable',
    'StateMachine',
  ],
  sessions: ['EphemeralOwner'],
  'moving-sessions': ['ClientNotAhead', 'PipelineOrder'],
  'data-tree': ['SeqUnique'],
};

const byName = new Map(
  Object.entries(LESSONS).flatMap(([lesson, names]) =>
    names.map((name) => [name, lesson] as const),
  ),
);

/** Id of the lesson; undefined when none is about it. */
export function lessonOf(invariant: string): string | undefined {
  return byName.get(invariant);
}
