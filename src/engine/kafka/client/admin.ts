/**
 * The admin client, as pure functions for any program.
 *
 * Mirrors: org.apache.kafka.clients.admin.KafkaAdminClient, 2.8.0: a call is a request to the node that
 * it needs (any, the controller, a partition's leader, a group's coordinator, a given broker), repeated
 * until default.api.timeout.ms.
 * Departs: a call is one request of the protocol and its answer; what upstream's methods do with several
 * (describeConsumerGroups, listOffsets …) are functions in admin-calls.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import type { KafkaResponse } from '../protocol/messages.ts';
import type { KafkaRelease } from '../server/kafka-config.ts';
import type { AdminCall } from './admin/admin-method.ts';
import type { ClientLogLine, Node } from './network-client.ts';
import type { ClientException } from './producer.ts';

export interface AdminOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly release?: KafkaRelease;
}

export type { AdminCall, AdminTarget } from './admin/admin-method.ts';

export type AdminOutcome =
  | {
      readonly type: 'answered';
      readonly tag: unknown;
      readonly response: KafkaResponse;
      readonly node: Node;
      /** Virtual time until which the call might have gone on. */
      readonly deadlineMs: number;
    }
  | { readonly type: 'failed'; readonly tag: unknown; readonly exception: ClientException }
  | { readonly type: 'closed' }
  | ClientLogLine;

/** Plain data; the admin client's own. */
export interface AdminState {
  readonly options: AdminOptions;
  readonly clientId: string;
}

export interface AdminTurn extends OwningTurn<AdminState> {
  readonly outcomes: AdminOutcome[];
}

/** Throws ConfigException for properties that upstream's constructor refuses. */
export function openAdmin(_options: AdminOptions, _env: Env, _effects: Effect[] = []): AdminTurn {
  throw new Error('unwritten');
}

export function adminTurn(_state: AdminState, _env: Env, _effects: Effect[] = []): AdminTurn {
  throw new Error('unwritten');
}

/**
 * Makes a call. Retriable errors of the response (NOT_CONTROLLER, LEADER_NOT_AVAILABLE on the way to a
 * leader, COORDINATOR_… on the way to a coordinator) are repeated; all others are in the answer.
 */
export function adminCall(_turn: AdminTurn, _call: AdminCall, _tag: unknown): void {
  throw new Error('unwritten');
}

/** The nodes that metadata know. */
export function adminNodes(_state: AdminState): readonly Node[] {
  throw new Error('unwritten');
}

export function closeAdmin(_turn: AdminTurn): void {
  throw new Error('unwritten');
}

/** Handles an event of the process; false when it is not this client's. */
export function adminEvent(_turn: AdminTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}
