/**
 * Brokers reduced to their replicas and logs, on a network of their own: messages take a millisecond, a
 * frozen broker hears nothing until it is thawed. The bench itself is controller and client.
 */
import type { Disk } from '../../../../src/engine/kernel/disk.ts';
import { readFile, readText } from '../../../../src/engine/kernel/disk.ts';
import { changeDisk, isDiskEffect } from '../../../../src/engine/kernel/disk-effects.ts';
import {
  createDisk,
  makeFolder,
  markDurable,
} from '../../../../src/engine/kernel/disk-operations.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { Message, NodeEvent } from '../../../../src/engine/kernel/events.ts';
import { listItems } from '../../../../src/engine/kernel/persistent-list.ts';
import {
  mapDelete,
  mapFrom,
  mapGet,
  mapValues,
} from '../../../../src/engine/kernel/persistent-map.ts';
import { emptyQueue, queuePush } from '../../../../src/engine/kernel/persistent-queue.ts';
import { ownState } from '../../../../src/engine/kernel/turn.ts';
import { BROKER_KEYS } from '../../../../src/engine/kafka/config/broker-keys.ts';
import type { LogState } from '../../../../src/engine/kafka/log/log-state.ts';
import { NO_LOGS } from '../../../../src/engine/kafka/log/log-state.ts';
import {
  logManagerEvent,
  shutdownLogManager,
  startLogManager,
} from '../../../../src/engine/kafka/log/log-manager.ts';
import { logOf } from '../../../../src/engine/kafka/log/log.ts';
import type {
  AlterIsrRequest,
  AlterIsrResponse,
  LeaderAndIsrPartitionState,
  LeaderAndIsrRequest,
} from '../../../../src/engine/kafka/protocol/controller.ts';
import type {
  KafkaRequest,
  KafkaResponse,
  RequestBody,
  ResponseOf,
} from '../../../../src/engine/kafka/protocol/messages.ts';
import type {
  FetchRequest,
  ProduceRequest,
} from '../../../../src/engine/kafka/protocol/produce-fetch.ts';
import { makeBatch } from '../../../../src/engine/kafka/protocol/record-size.ts';
import {
  handleReplicaRequest,
  initialReplicas,
  onReplicaMetadata,
  onReplicaZkReplies,
  replicaEvent,
  shutdownReplicaManager,
  startReplicaManager,
} from '../../../../src/engine/kafka/replica/replica-manager.ts';
import type { PartitionState } from '../../../../src/engine/kafka/replica/replica-state.ts';
import { copyBroker } from '../../../../src/engine/kafka/server/broker-changes.ts';
import type {
  BrokerState,
  BrokerTask,
  BrokerTurn,
  RequestRef,
} from '../../../../src/engine/kafka/server/broker-state.ts';
import type { BrokerConfigValues } from '../../../../src/engine/kafka/server/kafka-config.ts';
import { EMPTY_METADATA } from '../../../../src/engine/kafka/server/metadata-cache.ts';
import { refOf, respond, setSocket } from '../../../../src/engine/kafka/server/respond.ts';
import {
  decodePartitionState,
  encodePartitionState,
} from '../../../../src/engine/kafka/zk/topic-znodes.ts';
import type { ZkCall, ZkReply } from '../../../../src/engine/kafka/zk/zk-state.ts';

export const LOGS = '/logs';
const START_MS = Date.UTC(2026, 10, 30, 16, 38, 51);
const PORT = 9092;
/** From here on the connections are a client's. */
const CLIENT_CONNECTIONS = 100_000;

interface Host {
  readonly id: number;
  disk: Disk;
  /** Null: the broker is down. */
  state: BrokerState | null;
  isFrozen: boolean;
  pid: number;
  timers: Map<string, number>;
  /** What came while it was frozen. */
  held: (() => void)[];
  tasks: BrokerTask[];
}

interface Pending {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What the bench's controller knows of a partition. */
export interface Led {
  topic: string;
  partition: number;
  topicId: string;
  replicas: readonly number[];
  leader: number;
  leaderEpoch: number;
  isr: readonly number[];
  zkVersion: number;
}

export interface BenchOptions {
  readonly brokers?: number;
  readonly config?: Partial<BrokerConfigValues>;
  readonly topics?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly release?: string;
}

/** A request on its way; `response` is there once it is answered. */
export interface Call<R extends KafkaRequest = KafkaRequest> {
  response: ResponseOf<R> | null;
  isClosed: boolean;
}

export class ReplicaBench {
  nowMs = 0;
  /** Messages that were delivered, oldest first. */
  readonly messages: { readonly from: number; readonly to: number; readonly message: Message }[] =
    [];
  /** Tasks that the bench does not carry out. */
  readonly tasks: (BrokerTask & { broker: number })[] = [];
  readonly partitions = new Map<string, Led>();
  /** What the controller answers to AlterIsr instead of doing it. */
  alterIsrError: AlterIsrResponse['errorCode'] = 'NONE';
  /** What ZooKeeper was asked. */
  readonly zkRequests: ZkCall['requests'][number][] = [];
  controllerId = 1;
  controllerEpoch = 1;
  private readonly hosts = new Map<number, Host>();
  private readonly options: BenchOptions;
  private queue: Pending[] = [];
  private orders = 0;
  private connections = 0;
  private readonly peers = new Map<string, { host: number; connection: number }>();
  private readonly calls = new Map<number, Call>();

  constructor(options: BenchOptions = {}) {
    this.options = options;
    for (let id = 1; id <= (options.brokers ?? 3); id++) {
      let disk = createDisk(1e12);
      for (const folder of ['/app', LOGS]) disk = makeFolder(disk, folder, 0);
      const host = { id, disk, state: null, isFrozen: false, pid: 0, held: [], tasks: [] };
      this.hosts.set(id, { ...host, timers: new Map() });
    }
    for (const id of this.hosts.keys()) this.start(id);
    this.updateMetadata();
  }

  // Brokers

  start(id: number): void {
    const host = this.hosts.get(id)!;
    host.pid++;
    const defaults = Object.entries(BROKER_KEYS).map(([name, key]) => [name, key.default]);
    const values = { ...Object.fromEntries(defaults), ...this.options.config };
    const hour = Math.floor((START_MS + this.nowMs) / 3_600_000);
    const files = ['server', 'controller', 'state-change', 'log-cleaner', 'request'];
    host.state = {
      process: { pid: host.pid, seed: 7 * id },
      config: {
        release: this.options.release ?? '2.8.0',
        values,
        brokerId: id,
        logDir: LOGS,
      },
      lifecycle: {
        logFolder: '/app',
        logHours: Object.fromEntries(files.map((file) => [file, hour])),
      },
      brokerEpoch: host.pid,
      chart: { value: { RUNNING: 'registered' }, context: {} },
      sockets: mapFrom([]),
      metadata: EMPTY_METADATA,
      topicConfigs: mapFrom([]),
      zk: {
        client: null,
        options: { maxInFlightRequests: 0 },
        inFlight: 0,
        waiting: emptyQueue(),
        calls: mapFrom([]),
        nextCall: 1,
      },
      logs: NO_LOGS,
      replicas: initialReplicas(),
    } as unknown as BrokerState;
    this.turn(id, startLogManager);
    this.turn(id, startReplicaManager);
  }

  kill(id: number): void {
    const host = this.hosts.get(id)!;
    host.state = null;
    host.timers.clear();
    host.held = [];
    host.isFrozen = false;
    for (const [key, peer] of [...this.peers]) {
      if (!key.startsWith(`${id}:`)) continue;
      this.peers.delete(key);
      this.peers.delete(`${peer.host}:${peer.connection}`);
      const event = {
        type: 'connection.closed',
        connection: peer.connection,
        reason: 'reset',
      } as const;
      this.later(1, () => this.tell(peer.host, event));
    }
  }

  /** A clean stop. */
  stop(id: number): void {
    this.turn(id, shutdownReplicaManager);
    this.turn(id, shutdownLogManager);
    this.kill(id);
  }

  freeze(id: number): void {
    this.hosts.get(id)!.isFrozen = true;
  }

  thaw(id: number): void {
    const host = this.hosts.get(id)!;
    host.isFrozen = false;
    const { held } = host;
    host.held = [];
    for (const act of held) act();
  }

  isAlive(id: number): boolean {
    return this.hosts.get(id)!.state !== null;
  }

  state(id: number): BrokerState {
    return this.hosts.get(id)!.state!;
  }

  log(id: number, name: string): LogState {
    const [, topic, partition] = /^(.*)-(\d+)$/.exec(name)!;
    return logOf(this.state(id), topic!, Number(partition))!;
  }

  partition(id: number, name: string): PartitionState {
    return mapGet(this.state(id).replicas.partitions, name)!;
  }

  text(id: number, path: string): string | undefined {
    return readText(this.hosts.get(id)!.disk, `${LOGS}/${path}`);
  }

  /** Lines of a broker's log, without time, that hold a text. */
  lines(id: number, part = '', file = 'server'): readonly string[] {
    const text = readText(this.hosts.get(id)!.disk, `/app/${file}.log`) ?? '';
    const lines = text.split('\n').filter((line) => line.includes(part) && line !== '');
    return lines.map((line) => line.replace(/^\[[^\]]*\] /, ''));
  }

  // Controller

  /** Makes a topic; its leaders are the first replicas. */
  create(topic: string, assignment: readonly (readonly number[])[]): void {
    for (const [partition, replicas] of assignment.entries()) {
      const isr = replicas.filter((id) => this.isAlive(id));
      this.partitions.set(`${topic}-${partition}`, {
        topic,
        partition,
        topicId: `${topic.padEnd(20, 'x')}AA`,
        replicas,
        leader: isr[0]!,
        leaderEpoch: 0,
        isr,
        zkVersion: 0,
      });
    }
    this.sendLeaderAndIsr([...this.partitions.values()].filter((led) => led.topic === topic));
  }

  /** A new leader, or the same one in a new epoch. */
  elect(name: string, leader: number, isr: readonly number[]): void {
    const led = this.partitions.get(name)!;
    Object.assign(led, {
      leader,
      isr,
      leaderEpoch: led.leaderEpoch + 1,
      zkVersion: led.zkVersion + 1,
    });
    this.sendLeaderAndIsr([led]);
  }

  /** As at the start of a broker: it is told of all its partitions. */
  introduce(id: number): void {
    this.updateMetadata();
    const own = [...this.partitions.values()].filter(({ replicas }) => replicas.includes(id));
    this.leaderAndIsr(id, own);
  }

  sendLeaderAndIsr(partitions: readonly Led[]): void {
    for (const id of this.hosts.keys()) {
      const own = partitions.filter(({ replicas }) => replicas.includes(id));
      if (own.length > 0 && this.isAlive(id)) this.leaderAndIsr(id, own);
    }
    this.updateMetadata();
  }

  leaderAndIsr(id: number, partitions: readonly Led[]) {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    return this.call<LeaderAndIsrRequest>(id, {
      type: 'LeaderAndIsrRequest',
      controllerId: this.controllerId,
      controllerEpoch: this.controllerEpoch,
      brokerEpoch: -1,
      requestType: 0,
      topicStates: topics.map((topicName) => {
        const own = partitions.filter(({ topic }) => topic === topicName);
        const states = own.map((led): LeaderAndIsrPartitionState => ({
          partitionIndex: led.partition,
          controllerEpoch: this.controllerEpoch,
          leader: led.leader,
          leaderEpoch: led.leaderEpoch,
          isr: led.isr,
          zkVersion: led.zkVersion,
          replicas: led.replicas,
          addingReplicas: [],
          removingReplicas: [],
          isNew: false,
        }));
        return { topicName, topicId: own[0]!.topicId, partitionStates: states };
      }),
      liveLeaders: [],
    });
  }

  /** All brokers that run learn what there is. */
  updateMetadata(): void {
    for (const id of this.hosts.keys()) {
      if (!this.isAlive(id)) continue;
      this.turn(id, (turn) => {
        ownState(turn).metadata = this.metadata();
        onReplicaMetadata(turn);
      });
    }
  }

  private metadata() {
    const live = [...this.hosts.keys()].filter((id) => this.isAlive(id));
    const brokers = live.map(
      (id) => [String(id), { id, host: `b${id}`, port: PORT, rack: null }] as const,
    );
    const led = [...this.partitions.values()];
    const topics = [...new Set(led.map(({ topic }) => topic))].map((name) => {
      const own = led.filter(({ topic }) => topic === name);
      const partitions = own.map((one) => [String(one.partition), one] as const);
      return [name, { name, topicId: own[0]!.topicId, partitions: mapFrom(partitions) }] as const;
    });
    return {
      controllerId: this.controllerId,
      controllerEpoch: this.controllerEpoch,
      brokers: mapFrom(brokers),
      topics: mapFrom(topics),
    } as unknown as BrokerState['metadata'];
  }

  private alterIsr(turn: BrokerTurn, request: AlterIsrRequest, ref: RequestRef): void {
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => {
        const led = this.partitions.get(`${name}-${asked.partitionIndex}`)!;
        const isOld = asked.leaderEpoch < led.leaderEpoch;
        const isOther = asked.currentIsrVersion !== led.zkVersion;
        const errorCode = isOld
          ? 'FENCED_LEADER_EPOCH'
          : isOther
            ? 'INVALID_UPDATE_VERSION'
            : 'NONE';
        if (errorCode === 'NONE')
          Object.assign(led, { isr: asked.newIsr, zkVersion: led.zkVersion + 1 });
        return {
          partitionIndex: asked.partitionIndex,
          errorCode,
          leaderId: led.leader,
          leaderEpoch: led.leaderEpoch,
          isr: led.isr,
          currentIsrVersion: led.zkVersion,
        } as const;
      }),
    }));
    respond<AlterIsrResponse>(turn, ref, { type: 'AlterIsrResponse', errorCode: 'NONE', topics });
    this.later(1, () => this.updateMetadata());
  }

  // Clients

  call<R extends KafkaRequest>(
    id: number,
    body: RequestBody<R>,
    header: { readonly apiVersion?: number; readonly clientId?: string } = {},
  ): Call<R> {
    const connection = CLIENT_CONNECTIONS + ++this.connections;
    const call: Call = { response: null, isClosed: false };
    this.calls.set(connection, call);
    const { apiVersion = 12, clientId = 'test' } = header;
    const message = { ...body, apiVersion, correlationId: 1, clientId } as unknown as KafkaRequest;
    const opened = {
      type: 'connection.opened',
      connection,
      token: null,
      localPort: PORT,
      remote: { host: 'client', port: 1 },
      remoteIp: '10.0.0.9',
    } as const;
    this.tell(id, opened);
    this.tell(id, { type: 'message', connection, message });
    return call as Call<R>;
  }

  /** One record a text, each in a batch of its own unless `isOneBatch`. */
  produce(
    name: string,
    texts: readonly string[],
    options: { readonly acks?: number; readonly timeoutMs?: number; readonly to?: number } = {},
  ) {
    const led = this.partitions.get(name)!;
    const records = texts.map((value) => ({ timestamp: START_MS + this.nowMs, key: null, value }));
    return this.call<ProduceRequest>(options.to ?? led.leader, {
      type: 'ProduceRequest',
      transactionalId: null,
      acks: options.acks ?? -1,
      timeoutMs: options.timeoutMs ?? 30_000,
      topicData: [
        {
          name: led.topic,
          partitionData: [{ index: led.partition, records: [makeBatch(records)] }],
        },
      ],
    });
  }

  /** A consumer's fetch. */
  fetch(
    name: string,
    fetchOffset: number,
    options: {
      readonly to?: number;
      readonly maxWaitMs?: number;
      readonly minBytes?: number;
      readonly leaderEpoch?: number;
      readonly lastFetchedEpoch?: number;
      readonly replicaId?: number;
      readonly isolationLevel?: number;
      readonly maxBytes?: number;
    } = {},
  ) {
    const led = this.partitions.get(name)!;
    return this.call<FetchRequest>(options.to ?? led.leader, {
      type: 'FetchRequest',
      clusterId: null,
      replicaId: options.replicaId ?? -1,
      maxWaitMs: options.maxWaitMs ?? 500,
      minBytes: options.minBytes ?? 1,
      maxBytes: options.maxBytes ?? 52_428_800,
      isolationLevel: options.isolationLevel ?? 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [
        {
          topic: led.topic,
          partitions: [
            {
              partition: led.partition,
              currentLeaderEpoch: options.leaderEpoch ?? -1,
              fetchOffset,
              lastFetchedEpoch: options.lastFetchedEpoch ?? -1,
              logStartOffset: -1,
              partitionMaxBytes: 1_048_576,
            },
          ],
        },
      ],
      forgottenTopicsData: [],
      rackId: '',
    });
  }

  /** Values of all records in a replica's log. */
  values(id: number, name: string): readonly string[] {
    const log = this.log(id, name);
    const content = readFile(this.hosts.get(id)!.disk, log.active.logPath);
    const values: string[] = [];
    const { chunks } = content ?? { chunks: { length: 0 } as never };
    for (const chunk of listOf(chunks)) {
      const { records } = chunk as { records?: readonly { value: string }[] };
      for (const record of records ?? []) values.push(record.value);
    }
    return values;
  }

  // Time

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = this.nextDue(endMs);
      if (next === null) break;
      next();
    }
    this.nowMs = endMs;
  }

  private nextDue(endMs: number): (() => void) | null {
    let best: { atMs: number; order: number; run: () => void } | null = null;
    for (const pending of this.queue) {
      if (pending.atMs > endMs) continue;
      if (
        best === null ||
        pending.atMs < best.atMs ||
        (pending.atMs === best.atMs && pending.order < best.order)
      ) {
        best = pending;
      }
    }
    for (const host of this.hosts.values()) {
      if (host.state === null || host.isFrozen) continue;
      for (const [name, atMs] of host.timers) {
        if (atMs > endMs || (best !== null && atMs >= best.atMs)) continue;
        const run = () => {
          host.timers.delete(name);
          this.tell(host.id, { type: 'timer', name });
        };
        best = { atMs, order: 0, run };
      }
    }
    if (best === null) return null;
    const found = best;
    this.queue = this.queue.filter((pending) => pending !== found);
    return () => {
      this.nowMs = Math.max(this.nowMs, found.atMs);
      found.run();
    };
  }

  private later(delayMs: number, run: () => void): void {
    this.queue.push({ atMs: this.nowMs + delayMs, order: this.orders++, run });
  }

  // Steps

  private tell(id: number, event: NodeEvent): void {
    const host = this.hosts.get(id)!;
    if (host.state === null) return;
    this.whenThawed(host, () => this.turn(id, (turn) => this.step(turn, event)));
  }

  private whenThawed(host: Host, act: () => void): void {
    const { pid } = host;
    if (host.isFrozen) host.held.push(() => host.pid === pid && host.state !== null && act());
    else act();
  }

  /** What the broker itself does with an event. */
  private step(turn: BrokerTurn, event: NodeEvent): void {
    const { state } = turn;
    if (event.type === 'connection.opened' && event.token === null) {
      const { connection } = event;
      const socket = { connection, clientHost: '/10.0.0.9', busyWith: null, waiting: emptyQueue() };
      return setSocket(turn, socket as never);
    }
    const socket =
      'connection' in event ? mapGet(state.sockets, String(event.connection)) : undefined;
    if (socket === undefined) {
      if (!replicaEvent(turn, event)) logManagerEvent(turn, event);
    } else if (event.type === 'connection.closed') {
      ownState(turn).sockets = mapDelete(state.sockets, String(socket.connection));
    } else if (event.type === 'message') {
      const request = event.message as KafkaRequest;
      if (socket.busyWith !== null) {
        return setSocket(turn, { ...socket, waiting: queuePush(socket.waiting, request) });
      }
      setSocket(turn, { ...socket, busyWith: request.correlationId });
      turn.tasks.push({ type: 'request', request, ref: refOf(socket, request) });
    }
  }

  private drain(turn: BrokerTurn): void {
    for (let task = turn.tasks.shift(); task !== undefined; task = turn.tasks.shift()) {
      if (task.type !== 'request') {
        this.tasks.push({ ...task, broker: turn.state.config.brokerId });
        continue;
      }
      const { request, ref } = task;
      if (request.type === 'AlterIsrRequest') {
        const isController = turn.state.config.brokerId === this.controllerId;
        const errorCode = isController ? this.alterIsrError : 'NOT_CONTROLLER';
        if (errorCode === 'NONE') this.alterIsr(turn, request, ref);
        else {
          respond<AlterIsrResponse>(turn, ref, { type: 'AlterIsrResponse', errorCode, topics: [] });
        }
      } else if (request.type === 'ApiVersionsRequest') {
        const { API_VERSIONS } = { API_VERSIONS: [{ apiKey: 56, minVersion: 0, maxVersion: 0 }] };
        respond(turn, ref, {
          type: 'ApiVersionsResponse',
          errorCode: 'NONE',
          apiKeys: API_VERSIONS,
          supportedFeatures: [],
          finalizedFeaturesEpoch: -1,
          finalizedFeatures: [],
        } as never);
      } else handleReplicaRequest(turn, request, ref);
    }
  }

  turn<T>(id: number, act: (turn: BrokerTurn) => T): T {
    const host = this.hosts.get(id)!;
    const view = {
      disk: host.disk,
      processes: () => [{ pid: host.pid }],
      resolve: (name: string) => (/^b\d+$/.test(name) ? `10.0.0.${name.slice(1)}` : undefined),
      ip: `10.0.0.${id}`,
      name: `b${id}`,
    };
    const turn = {
      state: host.state!,
      effects: [],
      env: { nowMs: this.nowMs, wallClockMs: START_MS + this.nowMs, host: view },
      owned: [],
      copy: copyBroker,
      tasks: [],
      appended: new Map(),
    } as unknown as BrokerTurn;
    const result = act(turn);
    this.drain(turn);
    host.state = turn.state;
    for (const effect of turn.effects) this.run(host, effect);
    this.answerZk(host);
    return result;
  }

  /** What was asked of ZooKeeper is answered a millisecond later. */
  private answerZk(host: Host): void {
    const { state, pid } = host;
    if (state === null) return;
    const calls = [...mapValues(state.zk.calls)];
    if (calls.length === 0) return;
    host.state = { ...state, zk: { ...state.zk, calls: mapFrom([]), waiting: emptyQueue() } };
    for (const { requests, then } of calls) {
      this.later(1, () => {
        if (host.state === null || host.pid !== pid) return;
        const replies = requests.map((request) => this.zkReply(request));
        const act = () => this.turn(host.id, (turn) => onReplicaZkReplies(turn, then, replies));
        this.whenThawed(host, act);
      });
    }
  }

  private zkReply(request: ZkCall['requests'][number]): ZkReply {
    this.zkRequests.push(request);
    const ok = (body: object): ZkReply => ({ err: 0, reply: { err: 0, ...body } as never });
    if (request.type === 'CreateRequest') return ok({});
    const path = 'path' in request ? request.path! : '';
    const [, topic] = /^\/config\/topics\/(.*)$/.exec(path) ?? [];
    if (topic !== undefined) {
      const config = this.options.topics?.[topic] ?? {};
      return ok({ data: JSON.stringify({ version: 1, config }) });
    }
    const [, of, partition] = /^\/brokers\/topics\/(.*)\/partitions\/(\d+)\/state$/.exec(path)!;
    const led = this.partitions.get(`${of}-${partition}`)!;
    const stateOf = () => decodePartitionState(this.stateData(led), led.zkVersion)!;
    if (request.type === 'SetDataRequest') {
      if (request.version !== led.zkVersion) return { err: -103, reply: null };
      const { leaderAndIsr } = decodePartitionState(request.data, 0)!;
      Object.assign(led, { isr: leaderAndIsr.isr, zkVersion: led.zkVersion + 1 });
      return ok({ stat: { version: stateOf().leaderAndIsr.zkVersion } });
    }
    return ok({ data: this.stateData(led), stat: { version: led.zkVersion } });
  }

  private stateData({ leader, leaderEpoch, isr, zkVersion }: Led): string {
    const { controllerEpoch } = this;
    return encodePartitionState({
      leaderAndIsr: { leader, leaderEpoch, isr, zkVersion },
      controllerEpoch,
    });
  }

  private run(host: Host, effect: Effect): void {
    switch (effect.type) {
      case 'setTimer':
        host.timers.set(effect.name, this.nowMs + effect.delayMs);
        return;
      case 'cancelTimer':
        host.timers.delete(effect.name);
        return;
      case 'connect':
        return this.connect(host, effect);
      case 'send':
        return this.deliver(host, effect.connection, effect.message);
      case 'close':
        return this.close(host, effect.connection);
      case 'sync': {
        const content = readFile(host.disk, effect.path);
        if (content !== undefined) host.disk = markDurable(host.disk, effect.path, content);
        const { token } = effect;
        if (token !== undefined)
          this.later(0, () => this.tell(host.id, { type: 'disk.synced', token }));
        return;
      }
      default: {
        if (!isDiskEffect(effect)) return;
        const result = changeDisk(host.disk, effect, this.nowMs);
        if (typeof result === 'string')
          throw new Error(`${effect.type}: ${result} ${JSON.stringify(effect)}`);
        host.disk = result;
      }
    }
  }

  private connect(host: Host, { token, host: name, port }: Effect & { type: 'connect' }): void {
    this.later(1, () => {
      const to = this.hosts.get(Number(name.slice(1)));
      if (to === undefined || to.state === null) {
        return this.tell(host.id, { type: 'connection.refused', token, reason: 'refused' });
      }
      const [here, there] = [++this.connections, ++this.connections];
      this.peers.set(`${host.id}:${here}`, { host: to.id, connection: there });
      this.peers.set(`${to.id}:${there}`, { host: host.id, connection: here });
      const opened = {
        type: 'connection.opened',
        localPort: port,
        remote: { host: name, port },
      } as const;
      this.tell(to.id, {
        ...opened,
        connection: there,
        token: null,
        remoteIp: `10.0.0.${host.id}`,
      });
      this.tell(host.id, { ...opened, connection: here, token, remoteIp: `10.0.0.${to.id}` });
    });
  }

  private deliver(host: Host, connection: number, message: Message): void {
    const call = this.calls.get(connection);
    if (call !== undefined) {
      call.response = message as KafkaResponse as never;
      return;
    }
    const peer = this.peers.get(`${host.id}:${connection}`);
    if (peer === undefined) return;
    this.later(1, () => {
      this.messages.push({ from: host.id, to: peer.host, message });
      this.tell(peer.host, { type: 'message', connection: peer.connection, message });
    });
  }

  private close(host: Host, connection: number): void {
    const call = this.calls.get(connection);
    if (call !== undefined) call.isClosed = true;
    const peer = this.peers.get(`${host.id}:${connection}`);
    if (peer === undefined) return;
    this.peers.delete(`${host.id}:${connection}`);
    this.peers.delete(`${peer.host}:${peer.connection}`);
    const event = {
      type: 'connection.closed',
      connection: peer.connection,
      reason: 'closed',
    } as const;
    this.later(1, () => this.tell(peer.host, event));
  }
}

function* listOf(chunks: Parameters<typeof listItems>[0]): Generator<unknown> {
  yield* listItems(chunks);
}
