/** A network client against a network that the test plays by hand. */
import { describe, expect, it } from 'vitest';
import type { Env } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import { API_KEYS } from '../../../../src/engine/kafka/protocol/api-keys.ts';
import type {
  NetworkClientState,
  NetworkOutcome,
  NetworkTurn,
} from '../../../../src/engine/kafka/client/network-client.ts';
import {
  connectionDelayMs,
  disconnectNode,
  inFlightCount,
  isNodeReady,
  leastLoadedNode,
  networkClient,
  networkEvent,
  networkTurn,
  readyNode,
  sendRequest,
} from '../../../../src/engine/kafka/client/network-client.ts';

const NODE = { id: 1, host: 'kafka1', port: 9092 };
const METADATA = {
  type: 'MetadataRequest',
  topics: null,
  allowAutoTopicCreation: true,
  includeTopicAuthorizedOperations: false,
} as const;

class Bench {
  nowMs = 0;
  client: NetworkClientState;
  effects: Effect[] = [];
  outcomes: NetworkOutcome[] = [];

  constructor(options: { discoversVersions?: boolean; connectionsMaxIdleMs?: number } = {}) {
    this.client = networkClient({
      name: 'c',
      clientId: 'tester',
      requestTimeoutMs: 30_000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      connectionSetupTimeoutMs: 10_000,
      connectionSetupTimeoutMaxMs: 30_000,
      maxInFlightRequestsPerConnection: 2,
      discoversVersions: options.discoversVersions ?? false,
      logPrefix: '[Test clientId=tester]',
      seed: 1,
      ...options,
    });
  }

  run<T>(work: (turn: NetworkTurn) => T): T {
    const { nowMs } = this;
    const resolve = (name: string): string | undefined =>
      name === 'nowhere' ? undefined : /^[\d.]+$/.test(name) ? name : '192.168.8.11';
    const env = { nowMs, wallClockMs: nowMs, host: { resolve } } as unknown as Env;
    const turn = networkTurn(this.client, env, []);
    const result = work(turn);
    this.client = turn.client;
    this.effects = turn.effects;
    this.outcomes = turn.outcomes;
    return result;
  }

  tell(event: NodeEvent): boolean {
    return this.run((turn) => networkEvent(turn, event));
  }

  /** Dials and opens; gives the connection. */
  open(connection = 7): void {
    this.run((turn) => readyNode(turn, NODE));
    const dialled = this.effects.find((effect) => effect.type === 'connect')!;
    const remote = { host: 'kafka1', port: 9092 };
    this.tell({
      type: 'connection.opened',
      connection,
      token: (dialled as { token: string }).token,
      localPort: 40_000,
      remote,
      remoteIp: '192.168.8.11',
    });
  }

  answer(correlationId: number, connection = 7): void {
    const message = { type: 'MetadataResponse', correlationId };
    this.tell({ type: 'message', connection, message });
  }

  texts(): string[] {
    return this.outcomes.map((outcome) => (outcome.type === 'log' ? outcome.text : outcome.type));
  }
}

describe('a network client', () => {
  it('greets a node before anything is sent, and the greeting takes a correlation id', () => {
    const bench = new Bench({ discoversVersions: true });
    bench.open();
    expect(bench.effects.find(({ type }) => type === 'send')).toMatchObject({
      connection: 7,
      message: { type: 'ApiVersionsRequest', correlationId: 0, apiVersion: 3, clientId: 'tester' },
    });
    expect(isNodeReady(bench.client, 1, 0)).toBe(false);
    const message = {
      type: 'ApiVersionsResponse',
      correlationId: 0,
      errorCode: 'NONE',
      apiKeys: [{ apiKey: API_KEYS.Metadata.key, minVersion: 0, maxVersion: 8 }],
    };
    bench.tell({ type: 'message', connection: 7, message });
    expect(bench.texts()).toEqual(['ready']);
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'tag'));
    expect(bench.effects.find(({ type }) => type === 'send')).toMatchObject({
      message: { type: 'MetadataRequest', correlationId: 1, apiVersion: 8 },
    });
    bench.run((turn) => sendRequest(turn, 1, { type: 'ListGroupsRequest', statesFilter: [] }, 2));
    expect(bench.outcomes).toMatchObject([{ type: 'failed', tag: 2, reason: 'unsupported' }]);
    bench.answer(1);
    expect(bench.outcomes).toMatchObject([{ type: 'response', tag: 'tag', nodeId: 1 }]);
  });

  it('waits longer and longer before it dials again, by a fifth more or less', () => {
    const bench = new Bench();
    for (const expected of [50, 100, 200, 400, 800, 1000, 1000]) {
      expect(bench.run((turn) => readyNode(turn, NODE))).toBe(false);
      const { token } = bench.effects[0] as { token: string };
      expect(connectionDelayMs(bench.client, 1, bench.nowMs)).toBe(Infinity);
      bench.tell({ type: 'connection.refused', token, reason: 'refused' });
      expect(bench.texts()).toEqual([
        '[Test clientId=tester] Connection to node 1 (kafka1/192.168.8.11:9092) could not be established. Broker may not be available.',
        'disconnected',
      ]);
      const delayMs = connectionDelayMs(bench.client, 1, bench.nowMs);
      expect(delayMs).toBeGreaterThanOrEqual(expected * 0.8 - 1);
      expect(delayMs).toBeLessThanOrEqual(expected * 1.2);
      bench.nowMs += delayMs - 1;
      bench.run((turn) => readyNode(turn, NODE));
      expect(bench.effects).toEqual([]);
      bench.nowMs += 1;
    }
  });

  it('cuts a connection whose request gets no answer in time, and fails what is behind it', () => {
    const bench = new Bench();
    bench.open();
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'short', { timeoutMs: 1000 }));
    expect(bench.effects[0]).toEqual({ type: 'setTimer', name: 'c:wake', delayMs: 1000 });
    bench.nowMs = 10;
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'long'));
    expect(bench.effects.map(({ type }) => type)).toEqual(['send']);
    expect(isNodeReady(bench.client, 1, 10)).toBe(false);
    expect(inFlightCount(bench.client, 1)).toBe(2);
    bench.nowMs = 1000;
    bench.tell({ type: 'timer', name: 'c:wake' });
    expect(bench.effects).toEqual([{ type: 'close', connection: 7 }]);
    expect(bench.outcomes).toMatchObject([
      { type: 'disconnected', nodeId: 1, wasReady: true },
      { type: 'failed', tag: 'short', reason: 'timeout' },
      { type: 'failed', tag: 'long', reason: 'disconnected' },
    ]);
    expect(bench.tell({ type: 'connection.closed', connection: 7, reason: 'reset' })).toBe(false);
  });

  it('looks at its timer again when the request that it was set for was answered', () => {
    const bench = new Bench();
    bench.open();
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'a'));
    bench.nowMs = 20_000;
    bench.answer(0);
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'b'));
    expect(bench.effects.map(({ type }) => type)).toEqual(['send']);
    bench.nowMs = 30_000;
    bench.tell({ type: 'timer', name: 'c:wake' });
    expect(bench.outcomes).toEqual([]);
    expect(bench.effects).toEqual([{ type: 'setTimer', name: 'c:wake', delayMs: 20_000 }]);
  });

  it('gives up an attempt that takes too long, and closes it should it open after all', () => {
    const bench = new Bench();
    bench.run((turn) => readyNode(turn, NODE));
    const [dial, timer] = bench.effects as unknown as [{ token: string }, { delayMs: number }];
    bench.nowMs = timer.delayMs;
    bench.tell({ type: 'timer', name: 'c:wake' });
    expect(bench.effects).toEqual([{ type: 'abandon', token: dial.token }]);
    expect(bench.outcomes).toEqual([{ type: 'disconnected', nodeId: 1, wasReady: false }]);
    bench.tell({
      type: 'connection.opened',
      connection: 9,
      token: dial.token,
      localPort: 1,
      remote: NODE,
      remoteIp: '',
    });
    expect(bench.effects).toEqual([{ type: 'close', connection: 9 }]);
  });

  it('closes a connection that nobody has used', () => {
    const bench = new Bench({ connectionsMaxIdleMs: 60_000 });
    bench.open();
    bench.nowMs = 10_000;
    bench.tell({ type: 'timer', name: 'c:wake' });
    expect(bench.effects).toEqual([{ type: 'setTimer', name: 'c:wake', delayMs: 50_000 }]);
    bench.nowMs = 60_000;
    bench.tell({ type: 'timer', name: 'c:wake' });
    expect(bench.effects).toEqual([{ type: 'close', connection: 7 }]);
  });

  it('finds out at once that nobody knows a name', () => {
    const bench = new Bench();
    bench.run((turn) => readyNode(turn, { id: -2, host: 'nowhere', port: 9092 }));
    expect(bench.effects).toEqual([]);
    expect(bench.texts()).toEqual([
      '[Test clientId=tester] Error connecting to node nowhere:9092 (id: -2 rack: null)\njava.net.UnknownHostException: nowhere',
      'disconnected',
    ]);
  });

  it('fails what is in flight when its owner cuts a connection', () => {
    const bench = new Bench();
    bench.open();
    bench.run((turn) => sendRequest(turn, 1, METADATA, 'a'));
    bench.run((turn) => disconnectNode(turn, 1));
    expect(bench.effects).toEqual([{ type: 'close', connection: 7 }]);
    expect(bench.outcomes).toMatchObject([{ type: 'failed', tag: 'a', reason: 'disconnected' }]);
    expect(connectionDelayMs(bench.client, 1, 0)).toBeGreaterThan(0);
  });

  it('prefers an idle node, then one being connected, then one that was not tried for long', () => {
    const bench = new Bench();
    const nodes = [NODE, { id: 2, host: 'kafka2', port: 9092 }];
    expect([1, 2]).toContain(bench.run((turn) => leastLoadedNode(turn, nodes))!.id);
    bench.run((turn) => readyNode(turn, nodes[1]!));
    expect(bench.run((turn) => leastLoadedNode(turn, nodes))!.id).toBe(2);
    bench.open();
    expect(bench.run((turn) => leastLoadedNode(turn, nodes))!.id).toBe(1);
  });

  it('leaves the events of others alone', () => {
    const bench = new Bench();
    expect(bench.tell({ type: 'timer', name: 'd:wake' })).toBe(false);
    expect(bench.tell({ type: 'connection.refused', token: 'd:1:1', reason: 'refused' })).toBe(
      false,
    );
    expect(bench.tell({ type: 'message', connection: 3, message: { type: 'X' } })).toBe(false);
  });
});
