/** A standalone server on one host and scripted clients on another, in a real kernel. */
import type { Behavior } from '../../../../src/engine/kernel/behavior.ts';
import { readText } from '../../../../src/engine/kernel/disk.ts';
import { runEffects } from '../../../../src/engine/kernel/effect-runner.ts';
import type { Process } from '../../../../src/engine/kernel/world-state.ts';
import type { Message } from '../../../../src/engine/kernel/events.ts';
import { envOf } from '../../../../src/engine/kernel/host-view.ts';
import { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import type {
  ClientReply,
  ClientRequest,
  ConnectRequest,
  ConnectResponse,
  FourLetterAnswer,
  RequestBody,
  WatcherEvent,
} from '../../../../src/engine/zookeeper/protocol/client-messages.ts';
import { OPEN_ACL_UNSAFE } from '../../../../src/engine/zookeeper/protocol/records.ts';
import type { ServerProcessState } from '../../../../src/engine/zookeeper/server/server-state.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';

export type Received = ClientReply | ConnectResponse | WatcherEvent | FourLetterAnswer;

interface ClientState {
  readonly connection: number | null;
  readonly isClosed: boolean;
  readonly received: readonly Received[];
}

/** Dials the server and keeps what it is told; the test sends through it. */
const testClient: Behavior<ClientState> = {
  name: 'testClient',
  start: ({ argv }) => [
    { connection: null, isClosed: false, received: [] },
    [{ type: 'connect', token: 'server', host: 'zk1', port: Number(argv[1] ?? '2181') }],
  ],
  step(state, event) {
    switch (event.type) {
      case 'connection.opened':
        return [{ ...state, connection: event.connection }, []];
      case 'connection.closed':
        return [{ ...state, isClosed: true }, []];
      case 'message':
        return [{ ...state, received: [...state.received, event.message as Received] }, []];
      default:
        return [state, []];
    }
  },
};

export interface ServerOptions {
  readonly config?: Readonly<Record<string, string>>;
  readonly properties?: readonly string[];
  readonly syncMs?: readonly [number, number];
}

export const ZOO_CFG = {
  tickTime: '2000',
  dataDir: '/data',
  clientPort: '2181',
  maxClientCnxns: '60',
};

/** A running world with helpers for a test's sentences. */
export class TestCluster {
  readonly kernel: Kernel;

  constructor(options: ServerOptions = {}) {
    const config = { ...ZOO_CFG, ...options.config };
    const text = Object.entries(config).map(([key, value]) => `${key}=${value}\n`);
    this.kernel = new Kernel({
      seed: 7,
      isStrict: true,
      programs: { ...zookeeper.programs, testClient: testClient as Behavior },
      wallClockStartMs: Date.UTC(2026, 10, 21),
      syncMs: options.syncMs ?? [1, 3],
      hosts: [
        {
          name: 'zk1',
          ip: '10.0.0.11',
          files: { '/zoo.cfg': text.join('') },
          folders: ['/data', '/logs'],
          boot: [
            {
              program: 'QuorumPeerMain',
              argv: ['QuorumPeerMain', ...(options.properties ?? []), '/zoo.cfg'],
              outputPath: '/logs/zookeeper.out',
            },
          ],
        },
        { name: 'client1', ip: '10.0.0.101' },
      ],
    });
    this.run(20);
  }

  /** Advances by this much virtual time. */
  run(ms: number): void {
    const until = this.kernel.world.nowMs + ms;
    while (this.kernel.step(until) !== undefined);
    this.kernel.world.nowMs = until;
  }

  get server(): ServerProcessState {
    return this.#process().state as ServerProcessState;
  }

  /** kill -9, and the same command again. */
  killAndRestart(): void {
    const { key } = this.#process();
    this.kernel.act({ type: 'operator.signal', key, signal: 'KILL' });
    this.run(10);
    this.kernel.act({ type: 'operator.restart', key });
    this.run(20);
  }

  #process(): Process {
    const { processes } = this.kernel.world;
    const servers = [...processes.values()].filter(({ program }) => program === 'QuorumPeerMain');
    return servers.at(-1)!;
  }

  /** A connection without a session. */
  dial(): TestClient {
    const before = this.kernel.world.nextPid;
    this.kernel.act({
      type: 'operator.start',
      host: 'client1',
      start: { program: 'testClient', argv: ['testClient'] },
    });
    this.run(20);
    return new TestClient(this, before);
  }

  /** A connection with a new session. */
  connect(timeOut = 30_000): TestClient {
    const client = this.dial();
    client.handshake({ timeOut });
    return client;
  }

  /** What the server logged. */
  log(): string {
    return readText(envOf(this.kernel, 'zk1').host.disk, '/logs/zookeeper.out') ?? '';
  }
}

/** One connection as the test uses it. */
export class TestClient {
  readonly cluster: TestCluster;
  readonly pid: number;
  xid = 0;
  #read = 0;

  constructor(cluster: TestCluster, pid: number) {
    this.cluster = cluster;
    this.pid = pid;
  }

  get state(): ClientState {
    return this.cluster.kernel.world.processes.get(this.pid)!.state as ClientState;
  }

  /** Sends as if the client's program had. */
  send(message: Message): void {
    const { kernel } = this.cluster;
    const process = kernel.world.processes.get(this.pid)!;
    runEffects(kernel, process, [{ type: 'send', connection: this.state.connection!, message }], 1);
  }

  close(): void {
    const { kernel } = this.cluster;
    const process = kernel.world.processes.get(this.pid)!;
    runEffects(kernel, process, [{ type: 'close', connection: this.state.connection! }], 1);
  }

  handshake(part: Partial<ConnectRequest> = {}): ConnectResponse | undefined {
    this.send({
      type: 'ConnectRequest',
      protocolVersion: 0,
      lastZxidSeen: 0n,
      timeOut: 30_000,
      sessionId: 0n,
      passwd: '',
      readOnly: false,
      ...part,
    } as ConnectRequest);
    this.cluster.run(50);
    return this.take().find((message) => message.type === 'ConnectResponse') as
      ConnectResponse | undefined;
  }

  /** Sends a request and does not wait. */
  post(body: RequestBody): number {
    this.xid += 1;
    this.send({ ...body, xid: this.xid } as ClientRequest);
    return this.xid;
  }

  /** Sends a request and gives its reply; events stay to be taken. */
  ask(body: RequestBody): ClientReply {
    const xid = this.post(body);
    this.cluster.run(50);
    const reply = this.state.received.find(
      (message): message is ClientReply => 'kind' in message && message.xid === xid,
    );
    if (reply === undefined) throw new Error(`no reply to ${body.type}`);
    return reply;
  }

  create(path: string, part: Partial<Extract<RequestBody, { type: 'CreateRequest' }>> = {}) {
    return this.ask({
      type: 'CreateRequest',
      path,
      data: 'v',
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT',
      withStat: true,
      ...part,
    });
  }

  get(path: string, watch = false): ClientReply {
    return this.ask({ type: 'GetDataRequest', path, watch });
  }

  set(path: string, data: string, version = -1): ClientReply {
    return this.ask({ type: 'SetDataRequest', path, data, version });
  }

  delete(path: string, version = -1): ClientReply {
    return this.ask({ type: 'DeleteRequest', path, version });
  }

  exists(path: string, watch = false): ClientReply {
    return this.ask({ type: 'ExistsRequest', path, watch });
  }

  children(path: string, watch = false): ClientReply {
    return this.ask({ type: 'GetChildren2Request', path, watch });
  }

  auth(scheme: string, auth: string): void {
    this.send({ type: 'AuthRequest', xid: -4, scheme, auth } as Message);
    this.cluster.run(50);
  }

  ping(): void {
    this.send({ type: 'PingRequest', xid: -2 } as Message);
  }

  /** Everything received since the last call. */
  take(): readonly Received[] {
    const { received } = this.state;
    const fresh = received.slice(this.#read);
    this.#read = received.length;
    return fresh;
  }

  /** Watch events since the last take, as `NodeCreated /a`. */
  events(): readonly string[] {
    return this.take()
      .filter((message): message is WatcherEvent => message.type === 'WatcherEvent')
      .map(({ eventType, path }) => `${eventType} ${path}`);
  }
}
