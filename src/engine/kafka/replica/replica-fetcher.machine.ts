/**
 * How a follower stands with one partition that it fetches.
 *
 * Mirrors: kafka.server.PartitionFetchState with ReplicaState (Truncating, Fetching) and its delay,
 * FailedPartitions, 2.8.0.
 * Read next: fetcher-thread.ts.
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type ReplicaFetcherEvent =
  /** There is no epoch to fetch with: a new replica, or an older protocol. */
  | { readonly type: 'truncation.needed' }
  | { readonly type: 'log.truncated' }
  | { readonly type: 'fetch.failed' }
  | { readonly type: 'delay.over' }
  | { readonly type: 'partition.failed' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** One partition of a fetcher thread. */
export const replicaFetcherMachine = setup({
  types: { events: {} as ReplicaFetcherEvent },
}).createMachine({
  id: 'replicaFetcher',
  initial: 'fetching',
  states: {
    truncating: {
      description: doing(
        'Waits until what the leader does not have is cut off: by the leader’s epochs, or at the high watermark.',
        'leaves: log.truncated → fetching',
        'leaves: fetch.failed → delayed.truncating',
        'leaves: partition.failed → failed',
      ),
      on: {
        'log.truncated': 'fetching',
        'fetch.failed': 'delayed.truncating',
        'partition.failed': 'failed',
      },
    },
    fetching: {
      description: doing(
        'Waits for the leader’s answer to a fetch from this replica’s log end, and appends what comes.',
        'answers: a diverging epoch → truncates and fetches from there',
        'answers: OFFSET_OUT_OF_RANGE → asks for the leader’s end and start',
        'leaves: truncation.needed → truncating',
        'leaves: log.truncated → fetching',
        'leaves: fetch.failed → delayed.fetching',
        'leaves: partition.failed → failed',
      ),
      on: {
        'truncation.needed': 'truncating',
        'log.truncated': 'fetching',
        'fetch.failed': 'delayed.fetching',
        'partition.failed': 'failed',
      },
    },
    delayed: {
      description: doing(
        'Waits for replica.fetch.backoff.ms after an error.',
        'leaves: partition.failed → failed',
      ),
      initial: 'fetching',
      on: { 'partition.failed': 'failed' },
      states: {
        truncating: {
          description: doing(
            'Waits for the end of the delay, and truncates then.',
            'leaves: delay.over → truncating',
          ),
          on: { 'delay.over': '#replicaFetcher.truncating' },
        },
        fetching: {
          description: doing(
            'Waits for the end of the delay, and fetches then.',
            'leaves: delay.over → fetching',
          ),
          on: { 'delay.over': '#replicaFetcher.fetching' },
        },
      },
    },
    failed: {
      description: doing(
        'Waits for the controller’s next LeaderAndIsr: its leader epoch is old, or its disk fails.',
      ),
      type: 'final',
    },
  },
});
