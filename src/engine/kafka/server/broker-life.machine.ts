/**
 * Where a broker stands in its life. This machine is the only place that decides it.
 *
 * Mirrors: org.apache.kafka.metadata.BrokerState as kafka.server.KafkaServer sets it, 2.8.0 (older releases
 * spell the states NotRunning, Starting, RecoveringFromUncleanShutdown, RunningAsBroker,
 * PendingControlledShutdown, BrokerShuttingDown).
 * Departs: what a running broker has of its ZooKeeper session are states of their own here.
 * Read next: startup.ts, shutdown.ts, zk-session.ts.
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type BrokerLifeEvent =
  | { readonly type: 'startup.begun' }
  | { readonly type: 'recovery.begun' }
  | { readonly type: 'startup.completed' }
  | { readonly type: 'session.lost' }
  | { readonly type: 'session.resumed' }
  | { readonly type: 'session.expired' }
  | { readonly type: 'broker.registered' }
  | { readonly type: 'controlledShutdown.begun' }
  | { readonly type: 'shutdown.begun' }
  | { readonly type: 'shutdown.completed' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** The role machine of a broker. */
export const brokerLifeMachine = setup({
  types: { events: {} as BrokerLifeEvent },
}).createMachine({
  id: 'brokerLife',
  initial: 'NOT_RUNNING',
  states: {
    NOT_RUNNING: {
      description: doing(
        'The process has just begun or is about to end. It waits for nothing.',
        'leaves: startup.begun → STARTING',
      ),
      on: { 'startup.begun': 'STARTING' },
    },
    STARTING: {
      description: doing(
        'Connects to ZooKeeper, makes the paths that are missing, learns the cluster’s id and its own, and ' +
          'locks its log folder. Waits for ZooKeeper at most zookeeper.connection.timeout.ms.',
        'answers: SIGTERM → halts with exit code 1',
        'leaves: recovery.begun → RECOVERY',
        'leaves: shutdown.begun → SHUTTING_DOWN',
      ),
      on: { 'recovery.begun': 'RECOVERY', 'shutdown.begun': 'SHUTTING_DOWN' },
    },
    RECOVERY: {
      description: doing(
        'Loads its logs (after an unclean stop it checks what was not flushed), opens its listeners, registers ' +
          'at /brokers/ids, starts controller and coordinators. Requests that arrive wait unread.',
        'answers: SIGTERM → halts with exit code 1',
        'leaves: startup.completed → RUNNING',
        'leaves: shutdown.begun → SHUTTING_DOWN',
      ),
      on: { 'startup.completed': 'RUNNING', 'shutdown.begun': 'SHUTTING_DOWN' },
    },
    RUNNING: {
      description: doing(
        'Answers requests.',
        'answers: SIGTERM, SIGINT, SIGHUP → shuts down',
        'leaves: controlledShutdown.begun → PENDING_CONTROLLED_SHUTDOWN',
        'leaves: shutdown.begun → SHUTTING_DOWN',
      ),
      initial: 'registered',
      states: {
        registered: {
          description: doing(
            'Its ZooKeeper session is served and /brokers/ids has it.',
            'leaves: session.lost → disconnected',
            'leaves: session.expired → unregistered',
          ),
          on: { 'session.lost': 'disconnected', 'session.expired': 'unregistered' },
        },
        disconnected: {
          description: doing(
            'No ZooKeeper server is connected. It goes on answering; its znode stays until the session expires.',
            'leaves: session.resumed → registered',
            'leaves: session.expired → unregistered',
          ),
          on: { 'session.resumed': 'registered', 'session.expired': 'unregistered' },
        },
        unregistered: {
          description: doing(
            'Its session has expired and its znode is gone. Waits for a new session to register in again.',
            'leaves: broker.registered → registered',
          ),
          on: { 'broker.registered': 'registered' },
        },
      },
      on: {
        'controlledShutdown.begun': 'PENDING_CONTROLLED_SHUTDOWN',
        'shutdown.begun': 'SHUTTING_DOWN',
      },
    },
    PENDING_CONTROLLED_SHUTDOWN: {
      description: doing(
        'Has asked the controller to move its leaderships elsewhere and waits for the answer; it still serves. ' +
          'Tries controlled.shutdown.max.retries times, controlled.shutdown.retry.backoff.ms apart.',
        'leaves: shutdown.begun → SHUTTING_DOWN',
      ),
      on: { 'shutdown.begun': 'SHUTTING_DOWN' },
    },
    SHUTTING_DOWN: {
      description: doing(
        'Closes its listeners, ends its parts in order, writes checkpoints and the marker of a clean stop, and ' +
          'closes its ZooKeeper session, which takes its znode away.',
        'leaves: shutdown.completed → NOT_RUNNING',
      ),
      on: { 'shutdown.completed': 'NOT_RUNNING' },
    },
  },
});
