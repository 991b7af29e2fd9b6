/**
 * Stack traces of what the controller's threads throw, as its logs print them under a line.
 *
 * Mirrors: the lines of kafka.controller's classes and of Scala 2.12.13, 2.8.0; those of
 * RequestSendThread also of 2.2.0.
 * Departs: what happens rarely, and elections of 2.2, print the exception without a trace.
 */
import type { ControllerEvent } from './controller-event.ts';
import { FOREACH } from '../server/scala-frames.ts';

/** Where a change of partitions is asked for. */
export type Asker =
  | 'brokerStartup'
  | 'bouncedBrokerFailure'
  | 'bouncedBrokerStartup'
  | 'brokerFailure'
  | 'failover'
  | 'leaderAndIsrResponse'
  | 'newTopic'
  | 'newPartitions'
  | 'uncleanEnabled'
  | 'topicUncleanEnabled'
  | 'controlledShutdown'
  | 'askedElection'
  | 'pendingElection';

const CONTROLLER = 'kafka.controller.KafkaController';
const MACHINE = 'kafka.controller.ZkPartitionStateMachine';
const THREAD = 'kafka.controller.ControllerEventManager$ControllerEventThread';

function inController(method: string, line: number): string {
  return `${CONTROLLER}.${method}(KafkaController.scala:${line})`;
}

function inMachine(method: string, line: number, name = MACHINE): string {
  return `${name}.${method}(PartitionStateMachine.scala:${line})`;
}

const THREAD_FRAMES = [
  'kafka.controller.QueuedEvent.process(ControllerEventManager.scala:52)',
  `${THREAD}.process$1(ControllerEventManager.scala:130)`,
  `${THREAD}.$anonfun$doWork$1(ControllerEventManager.scala:133)`,
  'scala.runtime.java8.JFunction0$mcV$sp.apply(JFunction0$mcV$sp.java:23)',
  'kafka.metrics.KafkaTimer.time(KafkaTimer.scala:31)',
  `${THREAD}.doWork(ControllerEventManager.scala:133)`,
  'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:96)',
];

const ELECTION_FRAMES = [
  inMachine('$anonfun$doElectLeaderForPartitions$7', 424),
  'scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
  'scala.collection.mutable.ResizableArray.foreach$(ResizableArray.scala:55)',
  'scala.collection.mutable.ArrayBuffer.foreach(ArrayBuffer.scala:49)',
  inMachine('doElectLeaderForPartitions', 421),
  inMachine('electLeaderForPartitions', 332),
  inMachine('doHandleStateChanges', 238),
  inMachine('handleStateChanges', 158),
];

const CREATION_FRAMES = [
  inMachine('$anonfun$initializeLeaderAndIsrForPartitions$5', 284),
  inMachine('$anonfun$initializeLeaderAndIsrForPartitions$5$adapted', 279),
  ...FOREACH,
  inMachine('initializeLeaderAndIsrForPartitions', 279),
  inMachine('doHandleStateChanges', 227),
  inMachine('handleStateChanges', 158),
];

const ABSTRACT_MACHINE = 'kafka.controller.PartitionStateMachine';
const TRIGGER = inMachine('triggerOnlineStateChangeForPartitions', 74, ABSTRACT_MACHINE);
const TRIGGER_ALL = [TRIGGER, inMachine('triggerOnlinePartitionStateChange', 59, ABSTRACT_MACHINE)];
const BECOME_OFFLINE = [...TRIGGER_ALL, inController('onReplicasBecomeOffline', 619)];
const BROKER_FAILURE = [...BECOME_OFFLINE, inController('onBrokerFailure', 589)];
const BROKER_STARTUP = [...TRIGGER_ALL, inController('onBrokerStartup', 536)];
const NEW_PARTITIONS = inController('onNewPartitionCreation', 651);
const REPLICA_ELECTION = inController('onReplicaElection', 873);

const ASKER_FRAMES: Readonly<Record<Asker, readonly string[]>> = {
  brokerStartup: [...BROKER_STARTUP, inController('processBrokerChange', 1594)],
  bouncedBrokerFailure: [...BROKER_FAILURE, inController('processBrokerChange', 1598)],
  bouncedBrokerStartup: [...BROKER_STARTUP, inController('processBrokerChange', 1606)],
  brokerFailure: [...BROKER_FAILURE, inController('processBrokerChange', 1610)],
  failover: [
    ...TRIGGER_ALL,
    inMachine('startup', 42, ABSTRACT_MACHINE),
    inController('onControllerFailover', 262),
    inController('elect', 1520),
  ],
  leaderAndIsrResponse: [
    ...BECOME_OFFLINE,
    inController('processLeaderAndIsrResponseReceived', 1395),
  ],
  newTopic: [NEW_PARTITIONS, inController('processTopicChange', 1656)],
  newPartitions: [NEW_PARTITIONS, inController('processPartitionModifications', 1721)],
  uncleanEnabled: [...TRIGGER_ALL, inController('processUncleanLeaderElectionEnable', 1294)],
  topicUncleanEnabled: [
    TRIGGER,
    inMachine('triggerOnlinePartitionStateChange', 64, ABSTRACT_MACHINE),
    inController('processTopicUncleanLeaderElectionEnable', 1300),
  ],
  controlledShutdown: [
    inController('doControlledShutdown', 1342),
    inController('$anonfun$processControlledShutdown$1', 1304),
    'scala.util.Try$.apply(Try.scala:213)',
    inController('processControlledShutdown', 1304),
  ],
  askedElection: [REPLICA_ELECTION, inController('processReplicaLeaderElection', 2197)],
  pendingElection: [
    REPLICA_ELECTION,
    inController('onControllerFailover', 269),
    inController('elect', 1520),
  ],
};

/** From KafkaController.process on, where an event's own method is not named above. */
const EVENT_FRAMES: Readonly<Partial<Record<ControllerEvent['type'], readonly string[]>>> = {
  ReplicaLeaderElection: [inController('process', 2410)],
  UncleanLeaderElectionEnable: [inController('process', 2412)],
  TopicUncleanLeaderElectionEnable: [inController('process', 2414)],
  ControlledShutdown: [inController('process', 2416)],
  LeaderAndIsrResponseReceived: [inController('process', 2418)],
  BrokerChange: [inController('process', 2424)],
  Reelect: [inController('processReelect', 2385), inController('process', 2430)],
  RegisterBrokerAndReelect: [
    inController('processReelect', 2385),
    inController('processRegisterBrokerAndReelect', 2390),
    inController('process', 2432),
  ],
  TopicChange: [inController('process', 2436)],
  PartitionModifications: [inController('process', 2440)],
  Startup: [inController('processStartup', 1423), inController('process', 2458)],
};

/** Where a routine is, as far as a stack trace tells it. */
export interface CallSite {
  readonly event: ControllerEvent['type'];
  readonly asker: Asker | null;
  readonly isOld: boolean;
}

function framesFrom(innermost: readonly string[], site: CallSite): readonly string[] {
  const { event, asker, isOld } = site;
  const ofEvent = EVENT_FRAMES[event];
  if (asker === null || ofEvent === undefined || isOld) return [];
  return [...innermost, ...ASKER_FRAMES[asker], ...ofEvent, ...THREAD_FRAMES];
}

/** Of an election that came to nothing. */
export function electionFrames(site: CallSite): readonly string[] {
  return framesFrom(ELECTION_FRAMES, site);
}

/** Of a new partition for which nobody is alive. */
export function creationFrames(site: CallSite): readonly string[] {
  return framesFrom(CREATION_FRAMES, site);
}

const UTILS = 'org.apache.kafka.clients.NetworkClientUtils';

/** What a RequestSendThread was at when something was thrown. */
export type SenderFailure =
  'notConnected' | 'tooSlow' | 'disconnected' | 'shutdown' | 'interrupted' | 'closing';

/** Lines of ControllerChannelManager.scala and ShutdownableThread.scala. */
interface SenderLines {
  readonly await: number;
  readonly timeout: number;
  readonly ready: number;
  readonly send: number;
  readonly run: number;
}

const LINES: SenderLines = { await: 292, timeout: 293, ready: 246, send: 253, run: 96 };
const OLD_LINES: SenderLines = { await: 282, timeout: 283, ready: 236, send: 243, run: 82 };

const SENDER_EXCEPTIONS: Readonly<Record<SenderFailure, string>> = {
  notConnected: 'java.io.IOException',
  tooSlow: 'java.net.SocketTimeoutException',
  disconnected: 'java.io.IOException',
  shutdown: 'java.io.IOException',
  interrupted: 'java.lang.InterruptedException',
  closing: 'org.apache.kafka.common.errors.DisconnectException',
};

/** The exception with its trace. `message` empty: it has none. */
export function senderTrace(failure: SenderFailure, message: string, isOld: boolean): string {
  const exception = SENDER_EXCEPTIONS[failure];
  const first = message === '' ? exception : `${exception}: ${message}`;
  const frames = senderFrames(failure, isOld ? OLD_LINES : LINES);
  return [first, ...frames.map((frame) => `\tat ${frame}`)].join('\n');
}

function senderFrames(failure: SenderFailure, lines: SenderLines): readonly string[] {
  const inThread = (method: string, line: number): string =>
    `kafka.controller.RequestSendThread.${method}(ControllerChannelManager.scala:${line})`;
  const run = `kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:${lines.run})`;
  const inUtils = (method: string, line: number): string =>
    `${UTILS}.${method}(NetworkClientUtils.java:${line})`;
  const connecting = [inThread('brokerReady', lines.await), inThread('doWork', lines.ready), run];
  const sending = [inThread('doWork', lines.send), run];
  switch (failure) {
    case 'notConnected':
      return [inUtils('awaitReady', 71), ...connecting];
    case 'tooSlow':
      return [inThread('brokerReady', lines.timeout), inThread('doWork', lines.ready), run];
    case 'disconnected':
      return [inUtils('sendAndReceive', 100), ...sending];
    case 'shutdown':
      return [inUtils('sendAndReceive', 109), ...sending];
    case 'interrupted':
      return [
        'java.base/java.util.concurrent.locks.AbstractQueuedSynchronizer.tryAcquireSharedNanos(AbstractQueuedSynchronizer.java:1081)',
        'java.base/java.util.concurrent.CountDownLatch.await(CountDownLatch.java:276)',
        'kafka.utils.ShutdownableThread.pause(ShutdownableThread.scala:69)',
        inThread('backoff$1', 224),
        inThread('doWork', 238),
        run,
      ];
    case 'closing':
      // An error of the client library keeps no trace.
      return [];
  }
}
