/**
 * The admin client of a tool: what all of its calls share.
 *
 * Mirrors: org.apache.kafka.clients.admin.Admin and KafkaFuture.get, 2.8.0.
 * Read next: topics.ts, configs.ts, groups.ts.
 */
import type { AdminCall, ErrorName, KafkaResponse, Node } from '../../../engine/kafka/index.ts';
import { ERRORS, exceptionClass } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import { configFrames } from '../java/config-frames.ts';
import type { AdminAnswer } from '../tool/calls.ts';
import type { ToolScript } from '../tool/tool.ts';
import { call, exceptionOf } from '../tool/tool.ts';

type Properties = Readonly<Record<string, string>>;

/** The time that a request gives the broker: request.timeout.ms by default. */
export const REQUEST_TIMEOUT_MS = 30_000;

const ADDRESSES: Frames = [
  'org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses(ClientUtils.java:48)',
];
const CREATE_INTERNAL = 'org.apache.kafka.clients.admin.KafkaAdminClient.createInternal';
const CREATE = 'org.apache.kafka.clients.admin.Admin.create(Admin.java:134)';

/** Admin.create. Throws what its constructor throws. */
export function* openAdmin(properties: Properties): ToolScript<void> {
  const result = yield { type: 'admin.open', properties };
  if (result.type !== 'thrown') return;
  const { exception, message, cause } = result.exception;
  if (cause == null) {
    const frames = [
      ...configFrames(message ?? ''),
      'org.apache.kafka.clients.admin.AdminClientConfig.<init>(AdminClientConfig.java:233)',
      CREATE,
    ];
    throw new JavaException(exception, message, { frames });
  }
  const line = addressLine(cause.message ?? '');
  const inner = new JavaException(cause.exception, cause.message, {
    frames: [line, ...ADDRESSES, `${CREATE_INTERNAL}(KafkaAdminClient.java:494)`],
  });
  const frames = [`${CREATE_INTERNAL}(KafkaAdminClient.java:540)`];
  const outer = new JavaException(exception, message, { cause: inner, frames });
  outer.passThrough([CREATE]);
  throw outer;
}

/** Where ClientUtils throws. */
export function addressLine(message: string): string {
  const line = message.startsWith('No resolvable')
    ? 89
    : message.startsWith('Invalid url')
      ? 59
      : 82;
  return `org.apache.kafka.clients.ClientUtils.parseAndValidateAddresses(ClientUtils.java:${line})`;
}

export function* closeAdmin(): ToolScript<void> {
  yield* call({ type: 'admin.close' }, 'done');
}

/** Calls that are under way at once, each with its answer. */
export function* askAll(calls: readonly AdminCall[]): ToolScript<readonly AdminAnswer[]> {
  return (yield* call({ type: 'admin.calls', calls }, 'answers')).answers;
}

/** What one call gives; throws its exception. */
export function* ask<T extends KafkaResponse['type']>(
  asked: AdminCall,
  type: T,
): ToolScript<Extract<KafkaResponse, { readonly type: T }>> {
  return (yield* askNode(asked, type)).response;
}

/** The same, and who has answered. */
export function* askNode<T extends KafkaResponse['type']>(
  asked: AdminCall,
  type: T,
): ToolScript<{
  readonly response: Extract<KafkaResponse, { readonly type: T }>;
  readonly node: Node;
}> {
  const answer = (yield* askAll([asked]))[0]!;
  return {
    response: responseOf(answer, type),
    node: answer.type === 'answered' ? answer.node : NO_NODE,
  };
}

const NO_NODE: Node = { id: -1, host: '', port: -1 };

/** The response in an answer; throws the exception that came in its place. */
export function responseOf<T extends KafkaResponse['type']>(
  answer: AdminAnswer,
  type: T,
): Extract<KafkaResponse, { readonly type: T }> {
  if (answer.type === 'thrown') throw exceptionOf(answer.exception);
  if (answer.response.type !== type)
    throw new Error(`${type} expected, not ${answer.response.type}`);
  return answer.response as Extract<KafkaResponse, { readonly type: T }>;
}

/** Errors.exception: with the message of the response, else with the error's own. */
export function apiException(error: ErrorName, message?: string | null): JavaException {
  const { exception, message: usual } = ERRORS[error];
  return new JavaException(exceptionClass(exception), message ?? usual, { isTraceless: true });
}

/** An exception of org.apache.kafka.common.errors that a client throws by itself. */
export function clientException(name: string, message: string): JavaException {
  return new JavaException(exceptionClass(name), message, { isTraceless: true });
}

/** Throws when a response has an error. */
export function demand(error: ErrorName, message?: string | null): void {
  if (error !== 'NONE') throw apiException(error, message);
}

const FUTURE = 'org.apache.kafka.common.internals.KafkaFutureImpl';
const THROWN: Frames = [
  `${FUTURE}.wrapAndThrow(KafkaFutureImpl.java:45)`,
  `${FUTURE}.access$000(KafkaFutureImpl.java:32)`,
];

/** What KafkaFuture.get throws: `get()`, or `get(timeout, unit)`. */
export function executionException(cause: JavaException, isTimed = false): JavaException {
  const frames = isTimed
    ? [
        `${FUTURE}$SingleWaiter.await(KafkaFutureImpl.java:104)`,
        `${FUTURE}.get(KafkaFutureImpl.java:272)`,
      ]
    : [
        `${FUTURE}$SingleWaiter.await(KafkaFutureImpl.java:89)`,
        `${FUTURE}.get(KafkaFutureImpl.java:260)`,
      ];
  return new JavaException('java.util.concurrent.ExecutionException', cause.toString(), {
    cause,
    frames: [...THROWN, ...frames],
  });
}

/** Waits for what a call gives as KafkaFuture.get does: an exception comes wrapped. */
export function* get<Value>(future: ToolScript<Value>, isTimed = false): ToolScript<Value> {
  try {
    return yield* future;
  } catch (error) {
    if (error instanceof JavaException) throw executionException(error, isTimed);
    throw error;
  }
}
