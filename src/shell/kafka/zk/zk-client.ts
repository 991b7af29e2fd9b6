/**
 * ZooKeeper as a tool asks it.
 *
 * Mirrors: kafka.zk.KafkaZkClient, kafka.zookeeper.ZooKeeperClient, 2.8.0.
 * Departs: KeeperExceptions have no stack traces.
 * Read next: ../tool/zk-calls.ts.
 */
import {
  ApiFailure,
  ErrorCode,
  apiException,
  codeMessage,
  json,
  keeperExceptionMessage,
  zkScripts,
} from '../../../engine/kafka/index.ts';
import type { ZkRequestBody } from '../../../engine/kafka/index.ts';
import { thrownBy } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import type { ZkAnswer } from '../tool/calls.ts';
import type { ToolScript } from '../tool/tool.ts';
import { call } from '../tool/tool.ts';

export type ZkScript<V> = Generator<readonly ZkRequestBody[], V, readonly ZkAnswer[]>;

/** Session and connection of all tools: JaasUtils.isZkSaslEnabled, 30000, 30000. */
const TIMEOUT_MS = 30_000;
const CONSTRUCTOR: Frames = [
  'kafka.zookeeper.ZooKeeperClient.<init>(ZooKeeperClient.scala:125)',
  'kafka.zk.KafkaZkClient$.apply(KafkaZkClient.scala:1948)',
];

/** KafkaZkClient.apply: opens a session and waits for it. */
export function* openZk(connectString: string): ToolScript<void> {
  yield* call({ type: 'zk.open', connectString, sessionTimeoutMs: TIMEOUT_MS }, 'done');
  const timeoutMs = TIMEOUT_MS;
  const { value } = yield* call({ type: 'zk.awaitConnected', timeoutMs }, 'flag');
  if (value) return;
  yield* closeZk();
  throw new JavaException(
    'kafka.zookeeper.ZooKeeperClientTimeoutException',
    'Timed out waiting for connection while in state: CONNECTING',
    {
      frames: [
        'kafka.zookeeper.ZooKeeperClient.$anonfun$waitUntilConnected$3(ZooKeeperClient.scala:271)',
        'kafka.zookeeper.ZooKeeperClient.waitUntilConnected(ZooKeeperClient.scala:267)',
        ...CONSTRUCTOR,
      ],
    },
  );
}

export function* closeZk(): ToolScript<void> {
  yield* call({ type: 'zk.close' }, 'done');
}

/** Runs a part that asks ZooKeeper. */
export function* zk<V>(script: ZkScript<V>): ToolScript<V> {
  try {
    let step = script.next();
    while (step.done !== true) step = script.next(yield* retried(step.value));
    return step.value;
  } catch (error) {
    throw javaException(error);
  }
}

/** The same for what asks nothing. */
export function asJava<V>(run: () => V): V {
  try {
    return run();
  } catch (error) {
    throw javaException(error);
  }
}

/** retryRequestsUntilConnected. */
function* retried(requests: readonly ZkRequestBody[]): ToolScript<readonly ZkAnswer[]> {
  const answers: (ZkAnswer | undefined)[] = requests.map(() => undefined);
  for (;;) {
    const left = requests.flatMap((request, index) =>
      answers[index] === undefined ? [{ request, index }] : [],
    );
    const asked = left.map(({ request }) => request);
    const { replies } = yield* call({ type: 'zk.requests', requests: asked }, 'zk');
    for (const [place, { index }] of left.entries()) {
      const answer = replies[place]!;
      if (answer.err !== ErrorCode.CONNECTIONLOSS) answers[index] = answer;
    }
    if (!answers.includes(undefined)) return answers as readonly ZkAnswer[];
    yield* call({ type: 'zk.awaitConnected', timeoutMs: Infinity }, 'flag');
  }
}

/** What upstream throws. */
function javaException(error: unknown): unknown {
  if (error instanceof ApiFailure) {
    return error.error === 'UNKNOWN_SERVER_ERROR'
      ? new JavaException('kafka.admin.AdminOperationException', error.message)
      : thrownBy(apiException(error.error, error.message));
  }
  if (error instanceof json.JsonException) return new JavaException(error.className, error.message);
  if (error instanceof zkScripts.KeeperError) {
    const name = `org.apache.zookeeper.KeeperException$${codeMessage(error.err)}Exception`;
    return new JavaException(name, keeperExceptionMessage(error.err, error.path));
  }
  return error;
}
