/**
 * Connections to the brokers of a cluster, for clients and for brokers among themselves.
 *
 *     const turn = networkTurn(state, env, effects);
 *     connectNode(turn, node);
 *     // for every event of the process:
 *     if (networkEvent(turn, event)) { … turn.outcomes … }
 *     // keep turn.client
 *
 * Mirrors: org.apache.kafka.clients.NetworkClient, ClusterConnectionStates, InFlightRequests, 2.8.0.
 * Departs: metadata are not its business (metadata.ts).
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { KafkaRequest, KafkaResponse, RequestBody } from '../protocol/messages.ts';

/** Mirrors org.apache.kafka.common.Node. Bootstrap addresses have ids -1, -2 …; a coordinator's is apart. */
export interface Node {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null;
}

export interface NetworkClientOptions {
  /** Unique among the clients of one program: starts the names of its timers and attempts. */
  readonly name: string;
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly connectionSetupTimeoutMs: number;
  readonly connectionSetupTimeoutMaxMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  /** Asks ApiVersions on each new connection, as clients do and brokers among themselves do not. */
  readonly discoversVersions: boolean;
  /** How its log lines begin, for example `[Producer clientId=console-producer]`. */
  readonly logPrefix: string;
  readonly seed: number;
}

/** Plain data; the CLIENT's own. */
export interface NetworkClientState {
  readonly options: NetworkClientOptions;
  readonly nextCorrelationId: number;
  readonly nodes: PersistentMap<unknown>;
}

export type NetworkOutcome =
  | { readonly type: 'ready'; readonly nodeId: number }
  /** The connection could not be made, or is lost; `wasReady` tells which. */
  | { readonly type: 'disconnected'; readonly nodeId: number; readonly wasReady: boolean }
  | {
      readonly type: 'response';
      readonly nodeId: number;
      readonly tag: unknown;
      readonly request: KafkaRequest;
      readonly response: KafkaResponse;
    }
  /** No answer will come: the connection is lost, or request.timeout.ms has passed (which cuts it). */
  | {
      readonly type: 'failed';
      readonly nodeId: number;
      readonly tag: unknown;
      readonly request: KafkaRequest;
      readonly reason: 'disconnected' | 'timeout';
    }
  | ClientLogLine;

/** What upstream's client logs; a tool prints WARN and worse to standard error. */
export interface ClientLogLine {
  readonly type: 'log';
  readonly level: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** With its prefix. */
  readonly text: string;
  /** `org.apache.kafka.clients.NetworkClient`. */
  readonly logger: string;
}

export interface NetworkTurn {
  client: NetworkClientState;
  readonly env: Env;
  readonly effects: Effect[];
  readonly outcomes: NetworkOutcome[];
}

export function networkClient(_options: NetworkClientOptions): NetworkClientState {
  throw new Error('unwritten');
}

export function networkTurn(
  client: NetworkClientState,
  env: Env,
  effects: Effect[],
  outcomes: NetworkOutcome[] = [],
): NetworkTurn {
  return { client, env, effects, outcomes };
}

/**
 * NetworkClient.ready: true when a request can be sent now; else begins to connect, unless it is
 * connecting already or has to wait (reconnect.backoff.ms), after which it must be asked again.
 */
export function readyNode(_turn: NetworkTurn, _node: Node): boolean {
  throw new Error('unwritten');
}

/** Connected, greeted, and with room for one more request in flight. */
export function isNodeReady(_client: NetworkClientState, _nodeId: number, _nowMs: number): boolean {
  throw new Error('unwritten');
}

/** Milliseconds until a node may be dialled again; 0: now; Infinity: while it is connecting. */
export function connectionDelayMs(
  _client: NetworkClientState,
  _nodeId: number,
  _nowMs: number,
): number {
  throw new Error('unwritten');
}

/** Requests on their way to a node. */
export function inFlightCount(_client: NetworkClientState, _nodeId: number): number {
  throw new Error('unwritten');
}

/** Sends to a ready node. Its outcome carries `tag`. Gives the correlation id. */
export function sendRequest(
  _turn: NetworkTurn,
  _nodeId: number,
  _request: RequestBody,
  _tag: unknown,
  _options?: { readonly expectsResponse?: boolean; readonly timeoutMs?: number },
): number {
  throw new Error('unwritten');
}

/** NetworkClient.disconnect and close(node): what is in flight fails. */
export function disconnectNode(_turn: NetworkTurn, _nodeId: number): void {
  throw new Error('unwritten');
}

/** Closes all connections; nothing follows. */
export function closeNetworkClient(_turn: NetworkTurn): void {
  throw new Error('unwritten');
}

/** Handles an event of the process; false when it is not this client's. */
export function networkEvent(_turn: NetworkTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}
