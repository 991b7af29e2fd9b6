/**
 * A method of the admin client: one or several rounds of calls, written from top to bottom. Whoever runs
 * it makes the calls of a round by `adminCall` and gives the answers back, in the order of the calls, once
 * all have come. It depends on its arguments and on the answers alone, so it can be part of a routine:
 *
 *     const described = yield* describeTopics(['t']);
 *
 * Mirrors: KafkaAdminClient's methods and the KafkaFuture that they return, 2.8.0.
 * Read next: ../admin.ts (the calls), topic-methods.ts, group-methods.ts.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS, exceptionClass } from '../../protocol/errors.ts';
import type {
  KafkaRequest,
  KafkaResponse,
  RequestBody,
  ResponseOf,
} from '../../protocol/messages.ts';
import type { Node } from '../network-client.ts';
import type { ClientException } from '../producer.ts';

/** Which node a call goes to; mirrors the NodeProviders. */
export type AdminTarget =
  | { readonly to: 'any' }
  | { readonly to: 'controller' }
  | { readonly to: 'broker'; readonly id: number }
  | { readonly to: 'leader'; readonly topic: string; readonly partition: number }
  | { readonly to: 'coordinator'; readonly groupId: string };

export interface AdminCall<R extends KafkaRequest = KafkaRequest> {
  /** Upstream's callName: `listTopics`, `createTopics` …; timeouts print it. */
  readonly name: string;
  readonly target: AdminTarget;
  /** A `timeoutMs` in it is set when it is sent. */
  readonly request: RequestBody<R>;
  /** Default: default.api.timeout.ms. */
  readonly timeoutMs?: number | undefined;
  /** Virtual time, instead of `timeoutMs`: a call that goes on with what another has begun. */
  readonly deadlineMs?: number | undefined;
}

/** Calls that are made together. */
export interface AdminRound {
  readonly type: 'admin';
  readonly calls: readonly AdminCall[];
}

/** An exception with what was behind it. */
export interface AdminException extends ClientException {
  readonly cause?: ClientException;
}

export type AdminAnswer =
  | {
      readonly type: 'answered';
      readonly response: KafkaResponse;
      readonly node: Node;
      readonly deadlineMs: number;
    }
  | { readonly type: 'failed'; readonly exception: AdminException };

export type AdminMethod<T> = Generator<AdminRound, T, readonly AdminAnswer[]>;

/** What a future has come to. */
export type Settled<T> =
  | { readonly value: T; readonly exception: null }
  | { readonly value: null; readonly exception: AdminException };

/** A future for each of the things that were asked for. */
export interface Keyed<K, T> {
  readonly key: K;
  readonly result: Settled<T>;
}

export interface MethodOptions {
  /** Default: default.api.timeout.ms. */
  readonly timeoutMs?: number | undefined;
}

export function succeeded<T>(value: T): Settled<T> {
  return { value, exception: null };
}

export function failed<T>(exception: AdminException): Settled<T> {
  return { value: null, exception };
}

/** Errors.exception(message): the protocol's error as the client throws it. */
export function apiException(error: ErrorName, message: string | null = null): ClientException {
  const { exception, message: usual } = ERRORS[error];
  return { exception: exceptionClass(exception), message: message ?? usual, error };
}

/** The value, unless the error is one. */
export function settle<T>(error: ErrorName, message: string | null, value: T): Settled<T> {
  return error === 'NONE' ? succeeded(value) : failed(apiException(error, message));
}

/** Runs one call; its response, or the exception. */
export function* one<R extends KafkaRequest>(
  call: AdminCall<R>,
): AdminMethod<
  | { readonly response: ResponseOf<R>; readonly node: Node; readonly deadlineMs: number }
  | { readonly response: null; readonly exception: AdminException }
> {
  const [answer] = yield { type: 'admin', calls: [call as unknown as AdminCall] };
  if (answer!.type === 'failed') return { response: null, exception: answer!.exception };
  const { response, node, deadlineMs } = answer!;
  return { response: response as ResponseOf<R>, node, deadlineMs };
}

/** Runs calls side by side. */
export function* all(calls: readonly AdminCall[]): AdminMethod<readonly AdminAnswer[]> {
  return calls.length === 0 ? [] : yield { type: 'admin', calls };
}

/** Throwable.toString: `org.apache.kafka.common.errors.TimeoutException: …`. */
export function throwableText({ exception, message }: ClientException): string {
  return message === '' ? exception : `${exception}: ${message}`;
}
