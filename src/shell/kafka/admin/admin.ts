/**
 * The admin client of a tool: runs its methods, throws what its futures throw.
 *
 * Mirrors: KafkaFuture.get, Errors.exception, 2.8.0.
 * Read next: ../../../engine/kafka/client/admin-calls.ts (the methods).
 */
import type { AdminException, AdminMethod, Keyed, Settled } from '../../../engine/kafka/index.ts';
import { exceptionClass } from '../../../engine/kafka/index.ts';
import { JavaException } from '../java/exception.ts';
import type { Frames } from '../java/exception.ts';
import type { ToolScript } from '../tool/tool.ts';
import { call, exceptionOf } from '../tool/tool.ts';

export function* closeAdmin(): ToolScript<void> {
  yield* call({ type: 'admin.close' }, 'done');
}

/** Runs a method of the admin client until all of its futures are over. */
export function* run<Value>(method: AdminMethod<Value>): ToolScript<Value> {
  let step = method.next();
  while (step.done !== true) {
    const { answers } = yield* call({ type: 'admin.calls', calls: step.value.calls }, 'answers');
    step = method.next(answers);
  }
  return step.value;
}

/** The exception of a future. */
export function thrownBy(exception: AdminException): JavaException {
  if (exception.message !== NO_BROKERS) return exceptionOf(exception);
  const { cause } = exception;
  return new JavaException(exception.exception, exception.message, {
    isTraceless: true,
    frames: NO_BROKERS_FRAMES,
    cause: cause == null ? null : exceptionOf(cause),
  });
}

/** What listConsumerGroups throws from the admin client's own thread. */
const NO_BROKERS = 'Failed to find brokers to send ListGroups';
const CLIENT = 'org.apache.kafka.clients.admin.KafkaAdminClient';
const NO_BROKERS_FRAMES: Frames = [
  `${CLIENT}$24.handleFailure(KafkaAdminClient.java:3291)`,
  `${CLIENT}$Call.failWithTimeout(KafkaAdminClient.java:818)`,
  `${CLIENT}$Call.fail(KafkaAdminClient.java:789)`,
  `${CLIENT}$TimeoutProcessor.handleTimeouts(KafkaAdminClient.java:912)`,
  `${CLIENT}$AdminClientRunnable.timeoutPendingCalls(KafkaAdminClient.java:980)`,
  `${CLIENT}$AdminClientRunnable.processRequests(KafkaAdminClient.java:1300)`,
  `${CLIENT}$AdminClientRunnable.run(KafkaAdminClient.java:1264)`,
  'java.base/java.lang.Thread.run(Thread.java:840)',
];

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

/** KafkaFuture.get: throws an ExecutionException. */
export function valueOf<Value>(settled: Settled<Value>, isTimed = false): Value {
  if (settled.exception === null) return settled.value;
  throw executionException(thrownBy(settled.exception), isTimed);
}

/** KafkaFuture.allOf(…).get: the values, or the first failure. */
export function allOf<Key, Value>(
  results: readonly Keyed<Key, Value>[],
  isTimed = false,
): readonly Value[] {
  return results.map(({ result }) => valueOf(result, isTimed));
}

/** Runs a method with one future, and waits for it. */
export function* get<Value>(
  method: AdminMethod<Settled<Value>>,
  isTimed = false,
): ToolScript<Value> {
  return valueOf(yield* run(method), isTimed);
}

/** Runs a method with several futures, and waits for all. */
export function* getAll<Key, Value>(
  method: AdminMethod<readonly Keyed<Key, Value>[]>,
  isTimed = false,
): ToolScript<readonly Value[]> {
  return allOf(yield* run(method), isTimed);
}

/** An exception of org.apache.kafka.common.errors that a tool throws by itself. */
export function kafkaError(name: string, message: string): JavaException {
  return new JavaException(exceptionClass(name), message, { isTraceless: true });
}
