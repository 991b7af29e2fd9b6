/**
 * The state of one ZooKeeper client, and what it tells its owner.
 *
 * Mirrors: the fields of org.apache.zookeeper.ClientCnxn, its SendThread and ClientCnxnSocket, 3.8.0.
 * Departs: the two threads are one: what upstream's EventThread would call back is an outcome.
 * Read next: client-cnxn.ts (how an owner uses a client), send-thread.ts.
 */
import type { OwningTurn } from '../../kernel/turn.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type {
  AuthRequest,
  ClientReply,
  PingRequest,
  RequestBody,
  SetWatchesRequest,
} from '../protocol/client-messages.ts';
import type { KeeperState, SessionId, WatcherEventType } from '../protocol/records.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { ConnectString, ServerAddress } from './connect-string.ts';
import type { HostProvider } from './host-provider.ts';
import type { WatchManager } from './watch-manager.ts';

/** ZooKeeper.States, as prompts print them. */
export type ClientStates =
  'CONNECTING' | 'CONNECTED' | 'CONNECTEDREADONLY' | 'CLOSED' | 'AUTH_FAILED';

/** Fixed for the life of a client. */
export interface ClientConfig {
  /** Starts the names of its timers and connection attempts: unique within its program. */
  readonly name: string;
  readonly connect: ConnectString;
  /** What is asked of the server; it may grant more or less. */
  readonly sessionTimeoutMs: number;
  readonly canBeReadOnly: boolean;
  /** Whether the lines that upstream would log become outcomes. */
  readonly isLogging: boolean;
}

/** The session and what decides about it. */
export interface ClientSession {
  readonly sessionId: SessionId;
  readonly passwd: string;
  readonly negotiatedTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** State of the event queued last; the same session event twice is told once. */
  readonly lastEventState: KeeperState;
  readonly hasSeenRwServer: boolean;
  readonly isFirstConnect: boolean;
  readonly isClosing: boolean;
  /** Set once Expired or AuthFailed was told: the event thread ends with it. */
  readonly isEventThreadDead: boolean;
  readonly auth: readonly { readonly scheme: string; readonly auth: string | null }[];
}

/** The TCP side. */
export interface ClientLink {
  readonly connection: number | null;
  readonly attempt: number;
  readonly server: ServerAddress | null;
  readonly hosts: HostProvider;
  readonly random: RandomState;
  /** A server with a quorum that was found while connected read-only. */
  readonly rwServer: ServerAddress | null;
  /** The question `isro` that is under way. */
  readonly rwProbe: { readonly connection: number; readonly server: ServerAddress } | null;
  readonly pingRwTimeoutMs: number;
}

/** What every message changes. */
export interface ClientTraffic {
  readonly xid: number;
  readonly lastZxid: Zxid;
  readonly lastSendMs: number;
  readonly lastHeardMs: number;
  readonly outgoing: PersistentQueue<Packet>;
  readonly pending: PersistentQueue<Packet>;
}

/** Plain data. */
export interface ClientState {
  readonly config: ClientConfig;
  /** Where the machine of client-connection.machine.ts stands. */
  readonly chart: Chart;
  /** The chart's outer state. */
  readonly states: ClientStates;
  /** The chart's inner state: `opening`, `establishing`, `serving`, `cleaning`, `sleeping`, `ended`. */
  readonly phase: string;
  readonly session: ClientSession;
  readonly link: ClientLink;
  readonly traffic: ClientTraffic;
  readonly watches: WatchManager;
}

/** Something to be sent, or sent and waiting for its reply. */
export interface Packet {
  /** Null until it is sent. */
  readonly xid: number | null;
  readonly body: RequestBody | PingRequest | AuthRequest | SetWatchesRequest;
  /** The owner's own note; comes back with the reply. */
  readonly tag: unknown;
  /** Who watches when the request asks for a watch. */
  readonly watcher: string;
  /** removewatches -l: the watch goes whatever the server says. */
  readonly isLocal: boolean;
  /** The path is meant as the servers know it, whatever the chroot (getConfig). */
  readonly isServerPath: boolean;
}

/** An event as a Watcher gets it. `path` is null for session events. */
export interface WatchedEvent {
  readonly type: WatcherEventType;
  readonly state: KeeperState;
  readonly path: string | null;
}

/** What a client tells its owner, in order. */
export type ClientOutcome =
  /** A request is over. Without a reply `err` says why (CONNECTIONLOSS, SESSIONEXPIRED, …). */
  | {
      readonly type: 'reply';
      readonly tag: unknown;
      readonly body: RequestBody;
      readonly err: number;
      readonly reply: ClientReply | null;
    }
  | {
      readonly type: 'event';
      readonly event: WatchedEvent;
      readonly watchers: readonly string[];
    }
  /** `clientClose` is over. */
  | { readonly type: 'closed' }
  | {
      readonly type: 'log';
      readonly level: 'INFO' | 'WARN' | 'ERROR';
      /** Thread, logger and line, for example `main-SendThread(zk1:2181):o.a.z.ClientCnxn$…@1171`. */
      readonly source: string;
      /** Upstream's MDC value: the server being talked to. */
      readonly server: string;
      readonly text: string;
      /** First line of a stack trace. */
      readonly exception: string | null;
    };

/** The scratch pad of one step on one client. */
export interface ClientTurn extends OwningTurn<ClientState> {
  readonly outcomes: ClientOutcome[];
}

/** ZooKeeper.States.isAlive. */
export function isAlive(client: ClientState): boolean {
  return client.states !== 'CLOSED' && client.states !== 'AUTH_FAILED';
}

/** ZooKeeper.States.isConnected. */
export function isConnected(client: ClientState): boolean {
  return client.states === 'CONNECTED' || client.states === 'CONNECTEDREADONLY';
}
