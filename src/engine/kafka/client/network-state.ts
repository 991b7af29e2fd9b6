/**
 * What a network client keeps for each node, and what it tells its owner.
 *
 * Mirrors: the fields of NetworkClient, ClusterConnectionStates.NodeConnectionState, InFlightRequests and
 * org.apache.kafka.common.Node, 2.8.0.
 * Read next: connection-states.ts (how a connection changes), network-client.ts (the door).
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { KafkaRequest, KafkaResponse } from '../protocol/messages.ts';

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
  /** connections.max.idle.ms; default and negative: connections are kept for ever. */
  readonly connectionsMaxIdleMs?: number;
  /** Asks ApiVersions on each new connection, as clients do and brokers among themselves do not. */
  readonly discoversVersions: boolean;
  /**
   * How its log lines begin, for example `[Producer clientId=console-producer]`. `{node}` in it stands
   * for the node's id: upstream has a client for each node where one is enough here.
   */
  readonly logPrefix: string;
  readonly seed: number;
}

/** Mirrors ConnectionState, without authentication. */
export type ConnectionStatus = 'DISCONNECTED' | 'CONNECTING' | 'CHECKING_API_VERSIONS' | 'READY';

/** The newest version of each API that a node takes, by the API's number. */
export type NodeApiVersions = Readonly<Record<number, readonly [oldest: number, newest: number]>>;

/** A node that was dialled once. Copied by copyConnection only. */
export interface NodeConnection {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly status: ConnectionStatus;
  /** Number of the newest attempt: what an older one comes to is not looked at. */
  readonly attempt: number;
  /** The open connection; null: none. */
  readonly connection: number | null;
  /** Virtual time of the newest attempt, or of the newest loss. */
  readonly lastConnectAttemptMs: number;
  readonly failedAttempts: number;
  readonly failedConnectAttempts: number;
  readonly reconnectBackoffMs: number;
  readonly connectionSetupTimeoutMs: number;
  /** Virtual time at which something was last sent or received. */
  readonly lastActiveMs: number;
  /** What the node said about itself; null: not asked. */
  readonly versions: NodeApiVersions | null;
  /** Oldest first. */
  readonly inFlight: readonly InFlightRequest[];
}

export interface InFlightRequest {
  readonly request: KafkaRequest;
  readonly tag: unknown;
  /** Asked by the client itself (ApiVersions). */
  readonly isInternal: boolean;
  /** Virtual time at which the connection is cut if there is no answer. */
  readonly deadlineMs: number;
}

/** Plain data. */
export interface NetworkClientState {
  readonly options: NetworkClientOptions;
  readonly nextCorrelationId: number;
  /** By node id. */
  readonly nodes: PersistentMap<NodeConnection>;
  /** Node id by number of an open connection. */
  readonly nodeOfConnection: PersistentMap<number>;
  readonly nextAttempt: number;
  /** For back-offs; the choice among equal nodes has a stream of its own. */
  readonly random: RandomState;
  readonly nodeOffsetRandom: RandomState;
  /** Virtual time for which the timer is set; null: it is not. */
  readonly wakeAtMs: number | null;
  readonly isClosed: boolean;
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
  /**
   * No answer will come: the connection is lost, or request.timeout.ms has passed (which cuts it), or
   * the node does not know the API (`unsupported`: nothing was sent).
   */
  | {
      readonly type: 'failed';
      readonly nodeId: number;
      readonly tag: unknown;
      readonly request: KafkaRequest;
      readonly reason: 'disconnected' | 'timeout' | 'unsupported';
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

/** As upstream prints a node: `kafka1:9092 (id: 1 rack: null)`. */
export function nodeText({ id, host, port, rack }: Node): string {
  return `${host}:${port} (id: ${id} rack: ${rack ?? 'null'})`;
}
