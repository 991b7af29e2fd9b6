/**
 * Brokers that are nothing but (possible) controllers, with a real simulated ZooKeeper server: what the
 * controller tells them they note and confirm. A driver does to ZooKeeper and asks brokers what a test says.
 */
import type { Behavior, Env, ProcessInfo, Step } from '../../../../src/engine/kernel/behavior.ts';
import { readText } from '../../../../src/engine/kernel/disk.ts';
import { runEffects } from '../../../../src/engine/kernel/effect-runner.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import { envOf } from '../../../../src/engine/kernel/host-view.ts';
import { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import { emptyMap, mapFrom, mapSet } from '../../../../src/engine/kernel/persistent-map.ts';
import { emptyQueue } from '../../../../src/engine/kernel/persistent-queue.ts';
import type { Signal } from '../../../../src/engine/kernel/events.ts';
import type { Process } from '../../../../src/engine/kernel/world-state.ts';
import type {
  ClientReply,
  ClientState,
  RequestBody,
} from '../../../../src/engine/zookeeper/client/index.ts';
import {
  ErrorCode,
  OPEN_ACL_UNSAFE,
  clientEvent,
  clientRequest,
  clientTurn,
  openClient,
  parseConnectString,
} from '../../../../src/engine/zookeeper/client/index.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';
import { BROKER_KEYS } from '../../../../src/engine/kafka/config/broker-keys.ts';
import {
  controllerEvent,
  handleControllerRequest,
  initialController,
  onControllerSession,
  onControllerWatch,
  onControllerZkReplies,
  onMetadataUpdated,
  onUncleanElectionEnabled,
  shutdownController,
  startController,
} from '../../../../src/engine/kafka/controller/controller.ts';
import type { ControllerState } from '../../../../src/engine/kafka/controller/controller-state.ts';
import type { ElectLeadersResponse } from '../../../../src/engine/kafka/protocol/admin-topics.ts';
import type {
  AlterIsrResponse,
  AnyControllerRequest,
  ControlledShutdownResponse,
  UpdateMetadataRequest,
} from '../../../../src/engine/kafka/protocol/controller.ts';
import type {
  KafkaRequest,
  KafkaResponse,
  RequestBody as KafkaRequestBody,
} from '../../../../src/engine/kafka/protocol/messages.ts';
import { copyBroker } from '../../../../src/engine/kafka/server/broker-changes.ts';
import type {
  BrokerState,
  BrokerTask,
  BrokerTurn,
  RequestRef,
} from '../../../../src/engine/kafka/server/broker-state.ts';
import { ownState } from '../../../../src/engine/kernel/turn.ts';
import type { KafkaConfig } from '../../../../src/engine/kafka/server/kafka-config.ts';
import type { KafkaRelease } from '../../../../src/engine/kafka/release.ts';
import { openLogs } from '../../../../src/engine/kafka/server/kafka-log.ts';
import { EMPTY_METADATA } from '../../../../src/engine/kafka/server/metadata-cache.ts';
import { refOf, respond, setSocket } from '../../../../src/engine/kafka/server/respond.ts';
import {
  closeBrokerZk,
  openBrokerZk,
  reopenBrokerZk,
  zkCall,
  zkEvent,
} from '../../../../src/engine/kafka/zk/broker-zk.ts';
import {
  brokerInfoVersion,
  encodeBrokerInfo,
  persistentPaths,
} from '../../../../src/engine/kafka/zk/broker-znodes.ts';
import type { AssignedPartition } from '../../../../src/engine/kafka/zk/topic-znodes.ts';
import {
  brokerIdPath,
  encodeTopic,
  newTopicOrder,
  plainAssignment,
  topicConfigPath,
  topicPath,
} from '../../../../src/engine/kafka/zk/topic-znodes.ts';
import { NO_ZK } from '../../../../src/engine/kafka/zk/zk-state.ts';

const LOGS = '/logs';
const PORT = 9092;

/** A broker of the test: the broker's state, and what it was told. */
export interface TestBroker {
  readonly broker: BrokerState;
  readonly told: readonly AnyControllerRequest[];
}

interface Given {
  readonly release: KafkaRelease;
  readonly values: Readonly<Record<string, unknown>>;
}

function configOf(brokerId: number, { release, values }: Given): KafkaConfig {
  const defaults = Object.entries(BROKER_KEYS).map(([name, key]) => [name, key.default]);
  const listener = {
    listener: 'PLAINTEXT',
    securityProtocol: 'PLAINTEXT',
    host: `192.168.8.${11 + brokerId}`,
    port: PORT,
  };
  return {
    release,
    values: { ...Object.fromEntries(defaults), ...values },
    originals: {},
    brokerId,
    logDir: LOGS,
    listeners: [listener],
    advertisedListeners: [listener],
    interBrokerListener: 'PLAINTEXT',
  } as unknown as KafkaConfig;
}

function turnOf(broker: BrokerState, env: Env, effects: Effect[] = []): BrokerTurn {
  return {
    state: broker,
    effects,
    env,
    owned: [],
    copy: copyBroker,
    tasks: [],
    appended: new Map(),
  };
}

function initialBroker(process: ProcessInfo, env: Env, effects: Effect[]): BrokerState {
  const given = JSON.parse(process.argv[2]!) as Given;
  const logHours = openLogs(env, LOGS, effects);
  return {
    process,
    config: configOf(Number(process.argv[1]), given),
    lifecycle: { startedAtMs: env.wallClockMs, logFolder: LOGS, logHours },
    clusterId: '',
    brokerEpoch: -1,
    zk: NO_ZK,
    sockets: emptyMap(),
    metadata: EMPTY_METADATA,
    controller: initialController(),
    random: 0,
  } as unknown as BrokerState;
}

const testBroker: Behavior<TestBroker> = {
  name: 'testBroker',
  handledSignals: ['TERM', 'HUP'],
  start(process, env) {
    const effects: Effect[] = [];
    const turn = turnOf(initialBroker(process, env, effects), env, effects);
    effects.push({ type: 'listen', port: PORT });
    openBrokerZk(turn, {
      connectString: '192.168.8.100:2181',
      sessionTimeoutMs: 6000,
      maxInFlightRequests: 10,
    });
    return finish(turn, []);
  },
  step({ broker, told }, event, env) {
    const turn = turnOf(broker, env);
    takeEvent(turn, event);
    return finish(turn, told);
  },
};

function takeEvent(turn: BrokerTurn, event: NodeEvent): void {
  if (zkEvent(turn, event) || controllerEvent(turn, event)) return;
  if (event.type === 'signal') {
    shutdownController(turn);
    closeBrokerZk(turn);
  } else if (event.type === 'connection.opened') {
    setSocket(turn, {
      connection: event.connection,
      clientHost: event.remoteIp,
      busyWith: null,
      waiting: emptyQueue(),
    } as never);
  } else if (event.type === 'message') {
    const socket = { connection: event.connection, clientHost: '' } as never;
    const request = event.message as KafkaRequest;
    turn.tasks.push({ type: 'request', request, ref: refOf(socket, request) });
  }
}

function finish(turn: BrokerTurn, told: readonly AnyControllerRequest[]): Step<TestBroker> {
  const now = [...told];
  for (let task = turn.tasks.shift(); task !== undefined; task = turn.tasks.shift()) {
    takeTask(turn, task, now);
  }
  return [{ broker: turn.state, told: now }, turn.effects];
}

function takeTask(turn: BrokerTurn, task: BrokerTask, told: AnyControllerRequest[]): void {
  switch (task.type) {
    case 'zk.session':
      if (task.state === 'connected' && turn.state.brokerEpoch === -1) register(turn);
      else if (task.state === 'closed') turn.effects.push({ type: 'exit', code: 0 });
      else if (task.state === 'expired') {
        onControllerSession(turn, 'expired');
        ownState(turn).brokerEpoch = -1;
        reopenBrokerZk(turn);
      }
      return;
    case 'zk.replied':
      if (task.then.to === 'controller') onControllerZkReplies(turn, task.then, task.replies);
      else {
        ownState(turn).brokerEpoch = Number(task.replies.at(-1)!.reply!.stat!.czxid);
        if (turn.state.controller.isStarted) onControllerSession(turn, 'reregistered');
        else startController(turn);
      }
      return;
    case 'zk.watched':
      onControllerWatch(turn, task.event);
      return;
    case 'request':
      return takeRequest(turn, task.request, task.ref, told);
    default:
  }
}

/** Makes the paths and the broker's znode, then reads it for its epoch. */
function register(turn: BrokerTurn): void {
  const { config } = turn.state;
  const path = brokerIdPath(config.brokerId);
  const endpoints = config.listeners.map((each) => ({ ...each }));
  const version = brokerInfoVersion(config.values['inter.broker.protocol.version']);
  const info = { id: config.brokerId, version, endpoints, rack: null };
  const paths = persistentPaths(true).flatMap((each) =>
    each.split('/').map((_part, index, parts) => parts.slice(0, index + 1).join('/')),
  );
  zkCall(
    turn,
    [
      ...[...new Set(paths)].filter((each) => each !== '').map((each) => created(each, null)),
      {
        type: 'CreateRequest',
        path,
        data: encodeBrokerInfo(info, turn.env.wallClockMs),
        acl: OPEN_ACL_UNSAFE,
        mode: 'EPHEMERAL',
        withStat: false,
      },
      { type: 'GetDataRequest', path, watch: false },
    ],
    { to: 'lifecycle', data: null },
  );
}

function created(path: string, data: string | null): RequestBody {
  return {
    type: 'CreateRequest',
    path,
    data,
    acl: OPEN_ACL_UNSAFE,
    mode: 'PERSISTENT',
    withStat: false,
  };
}

function takeRequest(
  turn: BrokerTurn,
  request: KafkaRequest,
  ref: RequestRef,
  told: AnyControllerRequest[],
): void {
  switch (request.type) {
    case 'LeaderAndIsrRequest':
      told.push(request);
      return respond(turn, ref, {
        type: 'LeaderAndIsrResponse',
        errorCode: 'NONE',
        topics: request.topicStates.map(({ topicId, partitionStates }) => ({
          topicId,
          partitionErrors: partitionStates.map(({ partitionIndex }) => ({
            partitionIndex,
            errorCode: 'NONE',
          })),
        })),
      });
    case 'UpdateMetadataRequest':
      told.push(request);
      noteMetadata(turn, request);
      respond(turn, ref, { type: 'UpdateMetadataResponse', errorCode: 'NONE' });
      return onMetadataUpdated(turn);
    case 'StopReplicaRequest':
      told.push(request);
      return respond(turn, ref, {
        type: 'StopReplicaResponse',
        errorCode: 'NONE',
        partitionErrors: request.topicStates.flatMap(({ topicName, partitionStates }) =>
          partitionStates.map(({ partitionIndex }) => ({
            topicName,
            partitionIndex,
            errorCode: 'NONE' as const,
          })),
        ),
      });
    default:
      return handleControllerRequest(turn, request, ref);
  }
}

function noteMetadata(turn: BrokerTurn, request: UpdateMetadataRequest): void {
  let { topics } = turn.state.metadata;
  for (const { topicName, topicId, partitionStates } of request.topicStates) {
    const partitions = mapFrom(
      partitionStates.map((state) => [String(state.partitionIndex), state] as const),
    );
    topics = mapSet(topics, topicName, { name: topicName, topicId, partitions });
  }
  ownState(turn).metadata = { ...turn.state.metadata, topics };
}

interface DriverState {
  readonly client: ClientState;
  readonly replies: readonly ClientReply[];
  readonly connections: Readonly<Record<string, number>>;
  readonly responses: readonly KafkaResponse[];
}

const driver: Behavior<DriverState> = {
  name: 'driver',
  start(process, env) {
    const effects: Effect[] = [];
    const connect = parseConnectString('192.168.8.100:2181');
    if ('exception' in connect) throw new Error('unreachable');
    const options = { name: 'zk', connect, sessionTimeoutMs: 30000, seed: process.seed };
    const turn = openClient({ ...options, isLogging: false }, env, effects);
    return [{ client: turn.state, replies: [], connections: {}, responses: [] }, effects];
  },
  step(state, event, env) {
    const effects: Effect[] = [];
    if (event.type === 'connection.opened' && event.token?.startsWith('broker:') === true) {
      const connections = { ...state.connections, [event.token.slice(7)]: event.connection };
      return [{ ...state, connections }, effects];
    }
    if (event.type === 'message' && Object.values(state.connections).includes(event.connection)) {
      const response = event.message as KafkaResponse;
      return [{ ...state, responses: [...state.responses, response] }, effects];
    }
    const turn = clientTurn(state.client, env, effects);
    clientEvent(turn, event);
    const replies = turn.outcomes.flatMap((outcome) =>
      outcome.type === 'reply' && outcome.reply !== null ? [outcome.reply] : [],
    );
    return [{ ...state, client: turn.state, replies: [...state.replies, ...replies] }, effects];
  },
};

export interface ClusterOptions {
  readonly brokers?: number;
  readonly release?: KafkaRelease;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly latencyMs?: readonly [number, number];
}

/** A running world with helpers for a test's sentences. */
export class ControllerCluster {
  readonly kernel: Kernel;
  #correlationId = 0;

  constructor({
    brokers = 3,
    release = '2.8.0',
    values = {},
    seed = 7,
    latencyMs = [1, 1],
  }: ClusterOptions = {}) {
    const quiet = { 'auto.leader.rebalance.enable': false };
    const given = JSON.stringify({ release, values: { ...quiet, ...values } });
    this.kernel = new Kernel({
      seed,
      isStrict: true,
      programs: {
        ...zookeeper.programs,
        testBroker: testBroker as Behavior,
        driver: driver as Behavior,
      },
      wallClockStartMs: Date.UTC(2026, 10, 21),
      syncMs: [1, 1],
      latencyMs,
      hosts: [
        {
          name: 'zk1',
          ip: '192.168.8.100',
          files: { '/zoo.cfg': 'tickTime=2000\ndataDir=/data\nclientPort=2181\n' },
          folders: ['/data'],
          boot: [{ program: 'QuorumPeerMain', argv: ['QuorumPeerMain', '/zoo.cfg'] }],
        },
        {
          name: 'tools',
          ip: '192.168.8.99',
          boot: [{ program: 'driver', argv: ['driver'] }],
        },
        ...Array.from({ length: brokers }, (_, index) => ({
          name: `kafka${index + 1}`,
          ip: `192.168.8.${12 + index}`,
        })),
      ],
    });
    this.run(100);
    for (let id = 1; id <= brokers; id++) {
      const start = { program: 'testBroker', argv: ['testBroker', String(id), given] };
      this.kernel.act({ type: 'operator.start', host: `kafka${id}`, start });
      this.run(1000);
    }
  }

  run(ms: number): void {
    const until = this.kernel.world.nowMs + ms;
    while (this.kernel.step(until) !== undefined);
    this.kernel.world.nowMs = until;
  }

  #process(host: string, program: string): Process {
    const { processes } = this.kernel.world;
    const found = [...processes.values()].filter(
      (process) => process.program === program && process.info.host === host,
    );
    return found.at(-1)!;
  }

  broker(id: number): TestBroker {
    return this.#process(`kafka${id}`, 'testBroker').state as TestBroker;
  }

  controller(id: number): ControllerState {
    return this.broker(id).broker.controller;
  }

  signal(id: number, signal: Signal): void {
    const { key } = this.#process(`kafka${id}`, 'testBroker');
    this.kernel.act({ type: 'operator.signal', key, signal });
  }

  restart(id: number): void {
    const { key } = this.#process(`kafka${id}`, 'testBroker');
    this.kernel.act({ type: 'operator.restart', key });
    this.run(1000);
  }

  /** Calls a door of a broker as the rest of the broker would. */
  act(id: number, what: (turn: BrokerTurn) => void): void {
    const process = this.#process(`kafka${id}`, 'testBroker');
    const { broker, told } = process.state as TestBroker;
    const turn = turnOf(broker, envOf(this.kernel, `kafka${id}`));
    what(turn);
    const [state, effects] = finish(turn, told);
    process.state = state;
    runEffects(this.kernel, process, effects, effects.length);
    this.run(500);
  }

  enableUnclean(id: number, topic: string | null): void {
    this.act(id, (turn) => onUncleanElectionEnabled(turn, topic));
  }

  #driver(): { readonly process: Process; readonly state: DriverState } {
    const process = this.#process('tools', 'driver');
    return { process, state: process.state as DriverState };
  }

  /** One request to ZooKeeper. */
  zk(body: RequestBody): ClientReply {
    const { process, state } = this.#driver();
    const effects: Effect[] = [];
    const turn = clientTurn(state.client, envOf(this.kernel, 'tools'), effects);
    clientRequest(turn, body, null);
    process.state = { ...state, client: turn.state };
    runEffects(this.kernel, process, effects, effects.length);
    this.run(300);
    return this.#driver().state.replies.at(-1)!;
  }

  create(path: string, data: string | null): void {
    const { err } = this.zk(created(path, data));
    if (err !== ErrorCode.OK) throw new Error(`create ${path}: ${err}`);
  }

  data(path: string): string | null {
    return this.zk({ type: 'GetDataRequest', path, watch: false }).data ?? null;
  }

  version(path: string): number {
    return this.zk({ type: 'GetDataRequest', path, watch: false }).stat!.version;
  }

  children(path: string): readonly string[] {
    const { err, children } = this.zk({ type: 'GetChildren2Request', path, watch: false });
    return err === ErrorCode.OK ? [...children!].sort() : [];
  }

  exists(path: string): boolean {
    return this.zk({ type: 'ExistsRequest', path, watch: false }).err === ErrorCode.OK;
  }

  delete(path: string): void {
    this.zk({ type: 'DeleteRequest', path, version: -1 });
  }

  set(path: string, data: string): void {
    this.zk({ type: 'SetDataRequest', path, data, version: -1 });
  }

  /** As CreateTopics does. */
  createTopic(
    topic: string,
    replicas: readonly (readonly number[])[],
    topicId: string | null,
  ): void {
    const listed = replicas.map((ids, partition): AssignedPartition => [
      partition,
      plainAssignment(ids),
    ]);
    this.create(topicConfigPath(topic), '{"version":1,"config":{}}');
    const version = this.broker(1).broker.config.release === '2.8.0' ? 3 : 1;
    this.create(topicPath(topic), encodeTopic(version, topicId, newTopicOrder(topic, listed)));
    this.run(500);
  }

  /** A request to a broker, and its answer. */
  ask<R extends KafkaResponse>(id: number, body: KafkaRequestBody): R {
    const host = `192.168.8.${11 + id}`;
    const known = this.#driver().state.connections[host];
    if (known === undefined) {
      const { process } = this.#driver();
      const effect = { type: 'connect', token: `broker:${host}`, host, port: PORT } as const;
      runEffects(this.kernel, process, [effect], 1);
      this.run(100);
    }
    const { process, state } = this.#driver();
    const correlationId = ++this.#correlationId;
    const message = { ...body, apiVersion: 2, correlationId, clientId: 'driver' };
    const connection = state.connections[host]!;
    runEffects(this.kernel, process, [{ type: 'send', connection, message }], 1);
    this.run(500);
    const found = this.#driver().state.responses.find(
      (response) => response.correlationId === correlationId,
    );
    if (found === undefined) throw new Error(`no answer to ${body.type}`);
    return found as R;
  }

  /** The leave that a broker takes before it stops. Gives how many partitions it still leads. */
  takeLeave(id: number, controllerId = 1): number {
    const { brokerEpoch } = this.broker(id).broker;
    const body = { type: 'ControlledShutdownRequest', brokerId: id, brokerEpoch } as const;
    const answer = this.ask<ControlledShutdownResponse>(controllerId, body);
    return answer.remainingPartitions.length;
  }

  /** A leader asks for another ISR of one partition. */
  alterIsr(
    leader: number,
    partition: number,
    asked: { readonly epoch: number; readonly isr: readonly number[]; readonly version: number },
    { topic = 't1', brokerEpoch = this.broker(leader).broker.brokerEpoch, controllerId = 1 } = {},
  ): AlterIsrResponse {
    return this.ask<AlterIsrResponse>(controllerId, {
      type: 'AlterIsrRequest',
      brokerId: leader,
      brokerEpoch,
      topics: [
        {
          name: topic,
          partitions: [
            {
              partitionIndex: partition,
              leaderEpoch: asked.epoch,
              newIsr: asked.isr,
              currentIsrVersion: asked.version,
            },
          ],
        },
      ],
    });
  }

  /** An admin client asks for an election. */
  elect(type: 'PREFERRED' | 'UNCLEAN', partitions: readonly number[] | null): ElectLeadersResponse {
    return this.ask<ElectLeadersResponse>(1, {
      type: 'ElectLeadersRequest',
      electionType: type === 'PREFERRED' ? 0 : 1,
      topicPartitions: partitions === null ? null : [{ topic: 't1', partitionId: partitions }],
      timeoutMs: 5000,
    });
  }

  /** The state of a partition of t1, in ZooKeeper. */
  state(partition: number): string | null {
    return this.data(`/brokers/topics/t1/partitions/${partition}/state`);
  }

  /**
   * Lines of a log without their times, from `from` on, epochs of brokers hidden; without those of the
   * threads that send, which come as the network has it.
   */
  said(id: number, file: 'controller' | 'state-change', from: number): readonly string[] {
    return this.log(id, file)
      .slice(from)
      .filter((line) => !line.includes('(kafka.controller.RequestSendThread)'))
      .map((line) => line.replace(/ -> \d+/g, ' -> <EPOCH>'));
  }

  /** Lines of a log, without their times. */
  log(
    id: number,
    file: 'controller' | 'state-change' | 'server' = 'controller',
  ): readonly string[] {
    const text = readText(envOf(this.kernel, `kafka${id}`).host.disk, `${LOGS}/${file}.log`) ?? '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^\[[^\]]*\] /, ''));
  }
}
