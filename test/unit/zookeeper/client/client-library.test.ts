/** The client library against real servers in a kernel: timing, failures, watches, chroot. */
import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../../src/engine/index.ts';
import type {
  ClientOutcome,
  ClientState,
  RequestBody,
} from '../../../../src/engine/zookeeper/index.ts';
import { verbs } from '../../../../src/engine/index.ts';
import {
  clientAddAuth,
  clientClose,
  clientEvent,
  clientRequest,
  clientTurn,
  ErrorCode,
  isConnectStringFault,
  openClient,
  OPEN_ACL_UNSAFE,
  parseConnectString,
} from '../../../../src/engine/zookeeper/index.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';

interface ProbeState {
  readonly client: ClientState;
  readonly outcomes: readonly ClientOutcome[];
}

/** A program that is nothing but a client; a typed line is a command of the test. */
const probe: Behavior<ProbeState> = {
  name: 'probe',
  start({ argv, seed }, env) {
    const connect = parseConnectString(argv[1]!);
    if (isConnectStringFault(connect)) throw new Error(connect.message);
    const sessionTimeoutMs = Number(argv[2] ?? 10_000);
    const pad = openClient({ name: 'probe', connect, sessionTimeoutMs, seed }, env);
    return [{ client: pad.state, outcomes: pad.outcomes }, pad.effects];
  },
  step(state, event, env) {
    const pad = clientTurn(state.client, env);
    if (event.type === 'stdin') {
      for (const line of event.text.split('\n').slice(0, -1)) command(pad, line);
    } else clientEvent(pad, event);
    const outcomes = [...state.outcomes, ...pad.outcomes];
    return [{ client: pad.state, outcomes }, pad.effects];
  },
};

function command(pad: ReturnType<typeof clientTurn>, line: string): void {
  if (line === 'close') return clientClose(pad);
  if (line.startsWith('auth ')) return clientAddAuth(pad, 'digest', line.slice(5));
  clientRequest(pad, JSON.parse(line) as RequestBody, line);
}

const create = (path: string): RequestBody => ({
  type: 'CreateRequest',
  path,
  data: 'x',
  acl: OPEN_ACL_UNSAFE,
  mode: 'PERSISTENT',
  withStat: false,
});

class Probe {
  readonly timeline;
  readonly #terminal: number;
  readonly #pid: number;

  constructor(connect: string, servers = 1, timeoutMs = 10_000, seed = 1) {
    const scenario = { ...zookeeperScenario({ servers, seed }) };
    this.timeline = startSimulation(scenario, { isStrict: true, programs: { probe } });
    this.wait(8_000);
    const argv = ['probe', connect, String(timeoutMs)];
    const program = { program: 'probe', argv };
    this.timeline.act({ type: 'operator.openTerminal', host: 'client1', program });
    const terminal = [...this.timeline.world.terminals.values()].at(-1)!;
    this.#terminal = terminal.id;
    this.#pid = terminal.shellPid;
    this.wait(500);
  }

  wait(ms: number): void {
    this.timeline.advance({ untilMs: this.timeline.clockMs + ms });
  }

  send(body: RequestBody): void {
    this.line(JSON.stringify(body));
  }

  line(text: string): void {
    this.timeline.act({ type: 'operator.type', terminal: this.#terminal, text });
    this.wait(200);
  }

  act(actions: readonly Parameters<Probe['timeline']['act']>[0][]): void {
    for (const action of actions) this.timeline.act(action);
  }

  get state(): ProbeState {
    return this.timeline.world.processes.get(this.#pid)!.state as ProbeState;
  }

  get client(): ClientState {
    return this.state.client;
  }

  /** `SyncConnected`, `NodeCreated /a`, … in order. */
  get events(): string[] {
    return this.state.outcomes.flatMap((each) => {
      if (each.type !== 'event') return [];
      const { type, state, path } = each.event;
      return [type === 'None' ? state : `${type} ${path ?? ''}`];
    });
  }

  get errors(): number[] {
    return this.state.outcomes.flatMap((each) => (each.type === 'reply' ? [each.err] : []));
  }

  /** Times of the pings so far, from the kernel's records of what was sent. */
  get server(): string {
    const { server } = this.client.link;
    return server === null ? '' : server.host;
  }
}

describe('connecting', () => {
  test('the timeouts are those of the granted session: 2/3 to listen, its share to connect', () => {
    const world = new Probe('zk1:2181,zk2:2181,zk3:2181', 3, 9_000);
    expect(world.client.states).toBe('CONNECTED');
    expect(world.client.session).toMatchObject({
      negotiatedTimeoutMs: 9_000,
      readTimeoutMs: 6_000,
      connectTimeoutMs: 3_000,
    });
  });

  test('an idle client keeps its session by pings every third of the timeout', () => {
    const world = new Probe('zk1:2181', 1, 6_000);
    const { lastSendMs } = world.client.traffic;
    world.wait(1_400);
    expect(world.client.traffic.lastSendMs).toBe(lastSendMs);
    world.wait(200);
    expect(world.client.traffic.lastSendMs - lastSendMs).toBeCloseTo(2_000, -1);
    world.wait(60_000);
    expect(world.events).toEqual(['SyncConnected']);
  });

  test('a silent server is given up after 2/3 of the timeout, and another one takes the session', () => {
    const world = new Probe('zk1:2181,zk2:2181,zk3:2181', 3, 12_000);
    const { sessionId } = world.client.session;
    const first = world.server;
    world.act(verbs.cut(first, 'client1'));
    world.wait(7_000);
    expect(world.events).toEqual(['SyncConnected']);
    world.wait(13_000);
    expect(world.events).toEqual(['SyncConnected', 'Disconnected', 'SyncConnected']);
    expect(world.server).not.toBe(first);
    expect(world.client.session.sessionId).toBe(sessionId);
  });

  test('a request under way when the connection is lost ends with CONNECTIONLOSS', () => {
    const world = new Probe('zk1:2181');
    world.act(verbs.cut('zk1', 'client1'));
    world.send(create('/a'));
    expect(world.errors).toEqual([]);
    world.wait(20_000);
    expect(world.errors).toEqual([ErrorCode.CONNECTIONLOSS]);
  });

  test('only the ensemble expires a session: away for longer, the client learns it at its return', () => {
    const world = new Probe('zk1:2181', 1, 4_000);
    world.act(verbs.cut('zk1', 'client1'));
    world.wait(60_000);
    expect(world.events).toEqual(['SyncConnected', 'Disconnected']);
    world.act(verbs.healAll(world.timeline.world));
    world.wait(5_000);
    expect(world.events).toEqual(['SyncConnected', 'Disconnected', 'Expired']);
    expect(world.client.states).toBe('CLOSED');
    world.send(create('/late'));
    expect(world.errors).toEqual([ErrorCode.SESSIONEXPIRED]);
  });

  test('close ends the session at once and says Closed', () => {
    const world = new Probe('zk1:2181');
    world.line('close');
    expect(world.events).toEqual(['SyncConnected', 'Closed']);
    expect(world.state.outcomes.at(-1)).toEqual({ type: 'closed' });
    expect(world.client.states).toBe('CLOSED');
  });
});

describe('watches', () => {
  test('come back with SetWatches: what changed meanwhile is told once', () => {
    const world = new Probe('zk1:2181', 1, 30_000);
    world.send(create('/a'));
    world.send({ type: 'GetDataRequest', path: '/a', watch: true });
    world.send({ type: 'ExistsRequest', path: '/b', watch: true });
    world.act(verbs.cut('zk1', 'client1'));
    const terminal = world.timeline;
    terminal.act({ type: 'operator.openTerminal', host: 'zk1' });
    const id = Math.max(...terminal.world.terminals.keys());
    for (const text of ['set /a 1', 'set /a 2', 'create /b', 'delete /b']) {
      terminal.act({ type: 'operator.type', terminal: id, text: `zkCli.sh ${text}` });
      world.wait(500);
    }
    world.wait(22_000);
    world.act(verbs.healAll(world.timeline.world));
    world.wait(8_000);
    // Created and deleted in between: nobody is ever told of /b.
    expect(world.events).toEqual([
      'SyncConnected',
      'Disconnected',
      'SyncConnected',
      'NodeDataChanged /a',
    ]);
  });
});

describe('chroot', () => {
  test('paths are translated both ways, in watch events too', () => {
    const world = new Probe('zk1:2181/app');
    world.send(create('/x'));
    expect(world.errors).toEqual([ErrorCode.NONODE]);
    const timeline = world.timeline;
    timeline.act({ type: 'operator.openTerminal', host: 'zk1' });
    const id = Math.max(...timeline.world.terminals.keys());
    timeline.act({ type: 'operator.type', terminal: id, text: 'zkCli.sh create /app' });
    world.wait(1_000);
    world.send({ type: 'ExistsRequest', path: '/x', watch: true });
    world.send(create('/x'));
    const reply = world.state.outcomes.at(-1);
    expect(reply).toMatchObject({ type: 'reply', err: 0, reply: { path: '/x' } });
    expect(world.events).toEqual(['SyncConnected', 'NodeCreated /x']);
  });
});

test('credentials are sent again to the next server', () => {
  const world = new Probe('zk1:2181,zk2:2181', 3, 12_000);
  world.line('auth bob:secret');
  world.act(verbs.cut(world.server, 'client1'));
  world.wait(25_000);
  world.send({ type: 'WhoAmIRequest' });
  expect(world.state.outcomes.at(-1)).toMatchObject({
    type: 'reply',
    reply: { clientInfo: [{ authScheme: 'digest', user: 'bob' }, { authScheme: 'ip' }] },
  });
});
