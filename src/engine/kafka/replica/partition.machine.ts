/**
 * What a broker is to a partition: leader, follower, neither yet, or unable to serve it.
 *
 * Mirrors: kafka.server.HostedPartition and the transitions of kafka.cluster.Partition (makeLeader,
 * makeFollower, delete), 2.8.0.
 * Read next: make-leader.ts, make-follower.ts (step it).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type PartitionEvent =
  | { readonly type: 'leader.made' }
  | { readonly type: 'follower.made' }
  | { readonly type: 'log.missing' }
  | { readonly type: 'replica.deleted' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** One partition on one broker. */
export const partitionMachine = setup({
  types: { events: {} as PartitionEvent },
}).createMachine({
  id: 'partition',
  initial: 'online',
  states: {
    online: {
      description: doing(
        'Waits for the controller’s LeaderAndIsr: who leads is not known yet, or the leader is not reachable.',
        'answers: Produce, Fetch → NOT_LEADER_OR_FOLLOWER',
        'leaves: leader.made → leader',
        'leaves: follower.made → follower',
        'leaves: log.missing → offline',
        'leaves: replica.deleted → deleted',
      ),
      on: {
        'leader.made': 'leader',
        'follower.made': 'follower',
        'log.missing': 'offline',
        'replica.deleted': 'deleted',
      },
    },
    leader: {
      description: doing(
        'Waits for Produce and for the followers’ Fetch, which move the high watermark.',
        'answers: Produce → appends; acks=all waits until the high watermark has passed the records',
        'answers: Fetch → records up to the log’s end for followers, up to the high watermark for consumers',
        'leaves: follower.made → follower',
        'leaves: log.missing → offline',
        'leaves: replica.deleted → deleted',
      ),
      on: {
        'follower.made': 'follower',
        'log.missing': 'offline',
        'replica.deleted': 'deleted',
      },
    },
    follower: {
      description: doing(
        'Waits for what the leader answers to its fetches, and appends it.',
        'answers: Produce, Fetch of a follower → NOT_LEADER_OR_FOLLOWER',
        'leaves: leader.made → leader',
        'leaves: log.missing → offline',
        'leaves: replica.deleted → deleted',
      ),
      on: {
        'leader.made': 'leader',
        'log.missing': 'offline',
        'replica.deleted': 'deleted',
      },
    },
    offline: {
      description: doing(
        'Waits for the broker to be started anew: there is no log to serve from.',
        'answers: Produce, Fetch, LeaderAndIsr → KAFKA_STORAGE_ERROR',
      ),
    },
    deleted: { description: doing('Waits for nothing: the replica is gone.'), type: 'final' },
  },
});
