/**
 * Deliberately planted faults, off by default: fuzzing must catch each of them, and lessons may show
 * what a rule is good for by taking it away.
 *
 * Mirrors: nothing upstream; some are bugs that upstream once had.
 * Read next: the places that ask `isMutant` (each says which rule it breaks).
 */
import type { Mutant } from '../world/system.ts';
import type { QuorumPeerConfig } from './admin/config-types.ts';

/** Whether the fault of this name (`-Dmutant=NAME`) is planted in the server. */
export function isMutant(state: { readonly config: QuorumPeerConfig }, name: string): boolean {
  const { mutants } = state.config;
  return mutants.length > 0 && mutants.includes(name);
}

/** All faults that `-Dmutant=NAME` can plant. The numbers are those of the list of mutations. */
export const MUTANTS: readonly Mutant[] = [
  { name: 'M1-ack-before-fsync', fault: 'A proposal is acknowledged before it is on disk.' },
  {
    name: 'M2-ack-before-history',
    fault: 'NEWLEADER is acknowledged before the history is stored.',
  },
  {
    name: 'M3-epoch-before-history',
    fault: 'The new epoch is stored before the history it needs.',
  },
  { name: 'M4-epoch-ignored', fault: 'Votes and histories are compared by zxid alone.' },
  { name: 'M5-anyone-leads', fault: 'The largest id leads, whatever its history.' },
  { name: 'M6-half-is-quorum', fault: 'Half of the voters count as a quorum.' },
  { name: 'M6c-commit-without-quorum', fault: 'The first acknowledgement commits.' },
  { name: 'M7-no-newleader-quorum', fault: 'A leader serves before a quorum has its history.' },
  {
    name: 'M8-accepted-epoch-not-stored',
    fault: 'The promise of an epoch is kept in memory only.',
  },
  { name: 'M9-no-trunc', fault: 'A learner that is ahead keeps what it has.' },
  { name: 'M10-vote-unflushed', fault: 'A vote names what only the page cache holds.' },
  { name: 'M11-no-fast-forward', fault: 'A vote leaves out what was logged and not applied.' },
  { name: 'M12-memory-ahead', fault: 'A broken-off SNAP or TRUNC stays in memory.' },
  {
    name: 'M12b-trunc-not-synced',
    fault: 'Neither the cut of TRUNC nor the snapshot after it is synced.',
  },
  {
    name: 'M13-hole-in-committed-log',
    fault: 'What was applied while synchronizing is not kept for others.',
  },
  { name: 'M14-ack-without-log', fault: 'A follower acknowledges and never logs.' },
  {
    name: 'M15-outstanding-not-forwarded',
    fault: 'A new learner gets only what is proposed later.',
  },
  {
    name: 'M18-pending-cleared',
    fault: 'NEWLEADER makes a learner forget the proposals that wait.',
  },
  { name: 'M25-no-quorum-check', fault: 'A leader without followers leads on.' },
  { name: 'M26-dirty-snapshot-kept', fault: 'TRUNC leaves snapshots behind the cut.' },
  {
    name: 'M30-committed-tree-only',
    fault: 'Requests are checked against the committed tree only.',
  },
  { name: 'M31-suffix-from-children', fault: 'A sequence suffix counts the children there are.' },
  { name: 'M36-no-zxid-check', fault: 'A client may come to a server that is behind it.' },
  {
    name: 'M38-no-watch-catch-up',
    fault: 'Watches of a client that comes back miss what happened.',
  },
  { name: 'M39-no-event', fault: 'A change tells no watcher.' },
  { name: 'M40-reads-overtake', fault: 'A read overtakes the write before it.' },
  { name: 'M41-sync-is-local', fault: 'A follower answers sync without asking the leader.' },
  { name: 'M42-commit-dropped', fault: 'Every eighth commit is not sent to the followers.' },
  {
    name: 'M43-proposal-skips-one',
    fault: 'Every eighth proposal is not sent to the first follower.',
  },
  { name: 'M44-learner-applies-early', fault: 'A follower applies a proposal before its commit.' },
  {
    name: 'M45-delivered-by-nobody',
    fault: 'Every eighth committed transaction is left out everywhere.',
  },
];
