/**
 * What an admin client keeps: its calls by where they stand, and what it knows of the cluster.
 *
 * Mirrors: the fields of KafkaAdminClient, AdminClientRunnable, Call and AdminMetadataManager, 2.8.0.
 * Read next: admin-thread.ts.
 */
import type { OwningTurn } from '../../../kernel/turn.ts';
import type { KafkaResponse } from '../../protocol/messages.ts';
import type { KafkaRelease } from '../../release.ts';
import type { ClientLogLine, NetworkClientState, Node } from '../network-client.ts';
import type { AdminCall, AdminException } from './admin-method.ts';

export interface AdminOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly release?: KafkaRelease;
  /** How many admin clients the program has made, this one included: `adminclient-<n>`. Default 1. */
  readonly sequence?: number;
}

export type AdminOutcome =
  | {
      readonly type: 'answered';
      readonly tag: unknown;
      readonly response: KafkaResponse;
      readonly node: Node;
      /** Virtual time until which the call might have gone on. */
      readonly deadlineMs: number;
    }
  | { readonly type: 'failed'; readonly tag: unknown; readonly exception: AdminException }
  | { readonly type: 'closed' }
  | ClientLogLine;

export interface AdminConfig {
  readonly requestTimeoutMs: number;
  readonly defaultApiTimeoutMs: number;
  readonly retries: number;
  readonly retryBackoffMs: number;
  readonly metadataMaxAgeMs: number;
}

/** What a call is for: the owner's, or on the way to one of the owner's. */
export type CallPurpose = 'owner' | 'metadata' | 'coordinator' | 'leader';

/** KafkaAdminClient.Call. Times are virtual milliseconds. */
export interface Call {
  readonly id: number;
  readonly purpose: CallPurpose;
  readonly call: AdminCall;
  readonly deadlineMs: number;
  readonly tries: number;
  /** Null: at once. */
  readonly nextAllowedTryMs: number | null;
  /** It ran out of time while it was under way: its connection is cut. */
  readonly isAborted: boolean;
  /** The owner's call that this one is on the way to, or the call itself. */
  readonly goal: AdminCall;
  /** With how many tries, and from when on, the owner's call begins. */
  readonly goalTries: number;
  readonly goalNextAllowedTryMs: number | null;
  readonly tag: unknown;
}

export interface CallsToSend {
  readonly node: Node;
  readonly calls: readonly Call[];
}

export interface CallInFlight {
  readonly node: Node;
  readonly call: Call;
}

/** AdminMetadataManager. */
export interface AdminMetadata {
  readonly state: 'QUIESCENT' | 'UPDATE_REQUESTED' | 'UPDATE_PENDING';
  readonly lastUpdateMs: number;
  readonly lastFetchAttemptMs: number;
  readonly nodes: readonly Node[];
  /** Only the addresses of bootstrap.servers are known. */
  readonly isBootstrap: boolean;
  readonly controllerId: number | null;
}

/** Plain data; the admin client's own. */
export interface AdminState {
  readonly options: AdminOptions;
  readonly clientId: string;
  readonly config: AdminConfig;
  readonly network: NetworkClientState;
  readonly metadata: AdminMetadata;
  readonly nextCallId: number;
  /** Without a node. */
  readonly pending: readonly Call[];
  readonly toSend: readonly CallsToSend[];
  /** Oldest first. */
  readonly inFlight: readonly CallInFlight[];
  readonly isClosing: boolean;
  readonly isClosed: boolean;
  /** Virtual time for which the timer is set; null: it is not. */
  readonly wakeAtMs: number | null;
}

export interface AdminTurn extends OwningTurn<AdminState> {
  readonly outcomes: AdminOutcome[];
}

export function copyAdmin(admin: AdminState): { -readonly [K in keyof AdminState]: AdminState[K] } {
  return {
    options: admin.options,
    clientId: admin.clientId,
    config: admin.config,
    network: admin.network,
    metadata: admin.metadata,
    nextCallId: admin.nextCallId,
    pending: admin.pending,
    toSend: admin.toSend,
    inFlight: admin.inFlight,
    isClosing: admin.isClosing,
    isClosed: admin.isClosed,
    wakeAtMs: admin.wakeAtMs,
  };
}

export function logPrefixOf(clientId: string): string {
  return `[AdminClient clientId=${clientId}]`;
}
