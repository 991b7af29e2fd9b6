/**
 * Whether a broker is the controller, and how far its failover has come. This machine is shown; which
 * broker acts as controller is said by /controller alone.
 *
 * Mirrors: KafkaController.elect, onControllerFailover, onControllerResignation, 2.8.0, in their order.
 * Read next: failover.ts (goes through it).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type RoleEvent =
  | { readonly type: 'controller.started' }
  | { readonly type: 'election.started' }
  | { readonly type: 'election.lost' }
  | { readonly type: 'election.won' }
  | { readonly type: 'features.set' }
  | { readonly type: 'handlers.registered' }
  | { readonly type: 'notifications.deleted' }
  | { readonly type: 'context.initialized' }
  | { readonly type: 'deletions.fetched' }
  | { readonly type: 'metadata.sent' }
  | { readonly type: 'replicas.started' }
  | { readonly type: 'partitions.started' }
  | { readonly type: 'reassignments.resumed' }
  | { readonly type: 'deletions.resumed' }
  | { readonly type: 'elections.resumed' }
  | { readonly type: 'controller.resigned' }
  | { readonly type: 'controller.stopped' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** The steps of onControllerFailover, each with what ends it. */
const failover = {
  initial: 'settingFeatures' as const,
  description: doing('Takes over: one step after the other, no other event in between.'),
  states: {
    settingFeatures: {
      description: doing(
        'Reads /feature and writes it where it is missing or says something else.',
        'leaves: features.set → registeringHandlers',
      ),
      on: { 'features.set': 'registeringHandlers' },
    },
    registeringHandlers: {
      description: doing(
        'From now on changes of brokers, topics, deletions, notifications, elections and reassignments are told.',
        'leaves: handlers.registered → deletingNotifications',
      ),
      on: { 'handlers.registered': 'deletingNotifications' },
    },
    deletingNotifications: {
      description: doing(
        'What was notified before is looked at anyway: the znodes of notifications go.',
        'leaves: notifications.deleted → initializingContext',
      ),
      on: { 'notifications.deleted': 'initializingContext' },
    },
    initializingContext: {
      description: doing(
        'Reads brokers, topics, their replicas and the state of each partition; opens a channel to each broker.',
        'leaves: context.initialized → fetchingDeletions',
      ),
      on: { 'context.initialized': 'fetchingDeletions' },
    },
    fetchingDeletions: {
      description: doing(
        'Reads which topics are to be deleted, and which of them have to wait.',
        'leaves: deletions.fetched → sendingMetadata',
      ),
      on: { 'deletions.fetched': 'sendingMetadata' },
    },
    sendingMetadata: {
      description: doing(
        'Tells every broker who is alive, before any is told what to lead or follow.',
        'leaves: metadata.sent → startingReplicas',
      ),
      on: { 'metadata.sent': 'startingReplicas' },
    },
    startingReplicas: {
      description: doing(
        'Replicas of live brokers go online, the others offline and out of the ISR.',
        'leaves: replicas.started → startingPartitions',
      ),
      on: { 'replicas.started': 'startingPartitions' },
    },
    startingPartitions: {
      description: doing(
        'Partitions without a live leader get one, where one can be had.',
        'leaves: partitions.started → resumingReassignments',
      ),
      on: { 'partitions.started': 'resumingReassignments' },
    },
    resumingReassignments: {
      description: doing(
        'Goes on with reassignments that were under way, those of /admin/reassign_partitions first.',
        'leaves: reassignments.resumed → resumingDeletions',
      ),
      on: { 'reassignments.resumed': 'resumingDeletions' },
    },
    resumingDeletions: {
      description: doing(
        'Goes on with deletions of topics.',
        'leaves: deletions.resumed → resumingElections',
      ),
      on: { 'deletions.resumed': 'resumingElections' },
    },
    resumingElections: {
      description: doing(
        'Holds the elections of preferred leaders that /admin/preferred_replica_election asks for.',
        'leaves: elections.resumed → serving',
      ),
      on: { 'elections.resumed': '#controller.active.serving' },
    },
  },
};

/** The role machine of a (possible) controller. */
export const controllerMachine = setup({ types: { events: {} as RoleEvent } }).createMachine({
  id: 'controller',
  initial: 'stopped',
  states: {
    stopped: {
      description: doing('The event thread does not run.', 'leaves: controller.started → standby'),
      on: { 'controller.started': 'standby' },
    },
    standby: {
      description: doing(
        'Another broker is the controller, or nobody is. Watches /controller.',
        'answers: request to the controller → NOT_CONTROLLER',
        'leaves: election.started → electing',
        'leaves: controller.stopped → stopped',
      ),
      on: { 'election.started': 'electing', 'controller.stopped': 'stopped' },
    },
    electing: {
      description: doing(
        'Nobody is the controller: creates /controller and raises /controller_epoch, both or neither.',
        'leaves: election.won → active',
        'leaves: election.lost → standby',
        'leaves: controller.stopped → stopped',
      ),
      on: {
        'election.won': 'active',
        'election.lost': 'standby',
        'controller.stopped': 'stopped',
      },
    },
    active: {
      description: doing(
        'This broker is the controller, as long as /controller_epoch has the version that it wrote.',
        'leaves: controller.resigned → standby',
        'leaves: controller.stopped → stopped',
      ),
      initial: 'failover',
      on: { 'controller.resigned': 'standby', 'controller.stopped': 'stopped' },
      states: {
        failover,
        serving: {
          description: doing(
            'Waits for events and takes them one by one: changes in ZooKeeper, requests, answers of brokers.',
            'answers: AlterIsr → the new ISR',
            'answers: ControlledShutdown → the partitions that the broker still leads',
          ),
        },
      },
    },
  },
});
