/**
 * A broker, as a program: `Kafka server.properties [--override key=value]…`.
 *
 * Mirrors: kafka.Kafka.main, kafka.server.KafkaServer, 2.8.0.
 * Departs: one thread; what upstream's threads do at the same time is done one behind the other.
 * Read next: broker-state.ts, tasks.ts, lifecycle.ts, apis.ts.
 */
import type { Behavior, Env, ProcessInfo } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart } from '../../kernel/statechart.ts';
import { ownState } from '../../kernel/turn.ts';
import { controllerEvent, initialController } from '../controller/controller.ts';
import { groupEvent, initialGroups } from '../group/group-coordinator.ts';
import { logManagerEvent } from '../log/log-manager.ts';
import { NO_LOGS } from '../log/log-state.ts';
import { initialReplicas, replicaEvent } from '../replica/replica-manager.ts';
import { initialTransactions, transactionEvent } from '../transaction/transaction-coordinator.ts';
import { zkEvent } from '../zk/broker-zk.ts';
import { NO_ZK } from '../zk/zk-state.ts';
import { NO_ADMIN } from './admin-state.ts';
import { onAdminTimer } from './admin-topics.ts';
import { copyBroker, ownPart } from './broker-changes.ts';
import { brokerLifeMachine } from './broker-life.machine.ts';
import type { BrokerState, BrokerTurn } from './broker-state.ts';
import { kafkaConfig, parseValues } from './config-building.ts';
import { COMMIT_IDS, releaseOf } from '../release.ts';
import { NO_DYNAMIC_CONFIG } from './dynamic-config-state.ts';
import { farewellEvent } from './farewell.ts';
import { openGcLog } from './gc-log.ts';
import { installationOf, logFolderOf } from './installation.ts';
import { JavaException } from '../../java/exception.ts';
import type { KafkaConfig } from './kafka-config.ts';
import { kafkaLog, openLogs } from './kafka-log.ts';
import { lifecycleTimer, startLifecycleRoutine } from './lifecycle.ts';
import { NOTHING_STARTED } from './lifecycle-state.ts';
import { mainArguments } from './main-arguments.ts';
import { EMPTY_METADATA } from './metadata-cache.ts';
import { onSignal } from './signals.ts';
import { socketEvent } from './sockets.ts';
import { BROKER_PROGRAM } from '../server-program.ts';
import { drainTasks } from './tasks.ts';
import { FOREACH } from './scala-frames.ts';

export const kafkaBroker: Behavior<BrokerState> = {
  name: BROKER_PROGRAM,
  handledSignals: ['TERM', 'INT', 'HUP'],
  minds: 'failed writes',
  start(process, env) {
    const effects: Effect[] = [];
    const turn = turnOf(initialState(process, env, effects), env, effects);
    runMain(turn);
    drainTasks(turn);
    return [turn.state, effects];
  },
  step(state, event, env) {
    const effects: Effect[] = [];
    const turn = turnOf(state, env, effects);
    dispatch(turn, event);
    drainTasks(turn);
    return [turn.state, effects];
  },
};

function turnOf(state: BrokerState, env: Env, effects: Effect[]): BrokerTurn {
  return { state, env, effects, owned: [], copy: copyBroker, tasks: [], appended: new Map() };
}

function initialState(process: ProcessInfo, env: Env, effects: Effect[]): BrokerState {
  const { disk } = env.host;
  const installation = installationOf(process, disk);
  const release = releaseOf(disk, installation);
  const logFolder = logFolderOf(process, installation);
  const logHours = openLogs(env, logFolder, effects);
  openGcLog(env, logFolder, effects);
  return {
    process,
    config: kafkaConfig({ 'zookeeper.connect': '' }, release, process.cwd),
    dynamicConfig: NO_DYNAMIC_CONFIG,
    chart: startChart(brokerLifeMachine).chart,
    lifecycle: {
      startedAtMs: env.wallClockMs,
      logFolder,
      logHours,
      started: NOTHING_STARTED,
      main: null,
      registration: null,
      serial: 0,
      registeredSession: -1n,
      featureEpoch: null,
      isProcessing: false,
      farewell: null,
      signalNumber: 0,
    },
    clusterId: '',
    brokerEpoch: -1,
    zk: NO_ZK,
    sockets: emptyMap(),
    metadata: EMPTY_METADATA,
    topicConfigs: emptyMap(),
    logs: NO_LOGS,
    replicas: initialReplicas(),
    controller: initialController(),
    groups: initialGroups(),
    transactions: initialTransactions(),
    admin: NO_ADMIN,
    random: splitStream(process.seed, 'broker'),
  };
}

/** kafka.Kafka.main up to the server's start. */
function runMain(turn: BrokerTurn): void {
  const { process, config } = turn.state;
  const log = (text: string, logger: string): void =>
    kafkaLog(turn, 'server', 'INFO', text, logger);
  log(
    'Registered kafka:type=kafka.Log4jController MBean',
    'kafka.utils.Log4jControllerRegistration$',
  );
  try {
    const { release } = config;
    const host = { cwd: process.cwd, release };
    const asked = mainArguments(process.argv.slice(1), host, turn.env.host.disk);
    if (asked.type === 'usage') return end(turn, 2, asked.text, 1);
    if (asked.type === 'version') {
      return end(turn, 1, `${release} (Commit:${COMMIT_IDS[release]})\n`, 0);
    }
    startServer(turn, configOf(turn, asked.originals));
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const text = 'Exiting Kafka due to fatal exception';
    kafkaLog(turn, 'server', 'ERROR', text, 'kafka.Kafka$', error.trace);
    turn.effects.push({ type: 'exit', code: 1 });
  }
}

function end(turn: BrokerTurn, fd: 1 | 2, text: string, code: number): void {
  turn.effects.push({ type: 'output', fd, text }, { type: 'exit', code });
}

/** Reading the values comes before ZooKeeper's classes are loaded, checking them together behind it. */
function configOf(turn: BrokerTurn, originals: Readonly<Record<string, string>>): KafkaConfig {
  const { process, config } = turn.state;
  const { release } = config;
  parseValues(originals, release);
  if (release === '2.8.0') {
    const text =
      'Setting -D jdk.tls.rejectClientInitiatedRenegotiation=true to disable client-initiated TLS ' +
      'renegotiation';
    kafkaLog(turn, 'server', 'INFO', text, 'org.apache.zookeeper.common.X509Util');
  }
  const checked = kafkaConfig(originals, release, process.cwd);
  if (checked.values['process.roles'].length > 0) throw notFormatted(checked.logDir);
  return checked;
}

/** A broker without ZooKeeper wants a log folder that kafka-storage.sh has prepared. */
function notFormatted(logDir: string): JavaException {
  return new JavaException(
    'kafka.common.KafkaException',
    `No \`meta.properties\` found in ${logDir} (have you run \`kafka-storage.sh\` to format the directory?)`,
    {
      frames: [
        'kafka.server.BrokerMetadataCheckpoint$.$anonfun$getBrokerMetadataAndOfflineDirs$2(BrokerMetadataCheckpoint.scala:164)',
        ...FOREACH,
        'kafka.server.BrokerMetadataCheckpoint$.getBrokerMetadataAndOfflineDirs(BrokerMetadataCheckpoint.scala:153)',
        'kafka.server.KafkaRaftServer$.initializeLogDirs(KafkaRaftServer.scala:165)',
        'kafka.server.KafkaRaftServer.<init>(KafkaRaftServer.scala:53)',
        'kafka.Kafka$.buildServer(Kafka.scala:79)',
        'kafka.Kafka$.main(Kafka.scala:87)',
        'kafka.Kafka.main(Kafka.scala)',
      ],
    },
  );
}

function startServer(turn: BrokerTurn, config: KafkaConfig): void {
  const text = 'Registered signal handlers for TERM, INT, HUP';
  const logger = 'org.apache.kafka.common.utils.LoggingSignalHandler';
  kafkaLog(turn, 'server', 'INFO', text, logger);
  ownState(turn).config = config;
  ownPart(turn, 'dynamicConfig').staticConfigs = config.originals;
  startLifecycleRoutine(turn, 'startup', { config, hostName: turn.env.host.name });
}

/** What happened goes to the part that it belongs to; the parts that see most come first. */
function dispatch(turn: BrokerTurn, event: NodeEvent): void {
  if (event.type === 'timer') return onTimer(turn, event);
  if (event.type === 'signal') return onSignal(turn, event.signal);
  if (socketEvent(turn, event) || zkEvent(turn, event)) return;
  if (logManagerEvent(turn, event)) return;
  if (replicaEvent(turn, event) || controllerEvent(turn, event)) return;
  if (transactionEvent(turn, event) || groupEvent(turn, event)) return;
  farewellEvent(turn, event);
}

/** Timers are named after their part; those of connections after their client, which is asked. */
function onTimer(turn: BrokerTurn, event: NodeEvent & { readonly type: 'timer' }): void {
  const part = event.name.slice(0, event.name.indexOf(':'));
  switch (part) {
    case 'log':
      logManagerEvent(turn, event);
      return;
    case 'group':
      groupEvent(turn, event);
      return;
    case 'admin':
      onAdminTimer(turn);
      return;
    case 'lifecycle':
      lifecycleTimer(turn, event.name);
      return;
  }
  if (zkEvent(turn, event) || replicaEvent(turn, event)) return;
  if (controllerEvent(turn, event) || transactionEvent(turn, event)) return;
  farewellEvent(turn, event);
}
