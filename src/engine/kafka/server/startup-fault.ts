/**
 * What ends a start-up, as upstream throws it.
 *
 * Mirrors: the exceptions of kafka.server.KafkaServer.startup, org.apache.zookeeper.KeeperException.create,
 * 2.8.0.
 */
import { codeMessage, errorName, keeperExceptionMessage } from '../../zookeeper/client/index.ts';
import { JavaException } from '../../java/exception.ts';

const MAIN = ['kafka.Kafka$.main(Kafka.scala:109)', 'kafka.Kafka.main(Kafka.scala)'];

/** A line of KafkaServer.startup with what called it. */
export function inStartup(line: number): readonly string[] {
  return [`kafka.server.KafkaServer.startup(KafkaServer.scala:${line})`, ...MAIN];
}

/** The class of a KeeperException: `NodeExistsException`. */
function keeperExceptionClass(code: number): string {
  const words = codeMessage(code) === 'Directory not empty' ? 'NotEmpty' : codeMessage(code);
  const name = /^\w+$/.test(words) ? words : camelCase(errorName(code));
  return `org.apache.zookeeper.KeeperException$${name}Exception`;
}

function camelCase(name: string): string {
  if (name === 'SESSIONEXPIRED') return 'SessionExpired';
  return name.slice(0, 1) + name.slice(1).toLowerCase();
}

/** KeeperException.create(code, path). */
export function keeperException(
  code: number,
  path: string | null,
  callers: readonly string[],
): JavaException {
  const create = 'org.apache.zookeeper.KeeperException.create(KeeperException.java';
  const frames = path === null ? [`${create}:126)`] : [`${create}:118)`, `${create}:54)`];
  return new JavaException(keeperExceptionClass(code), keeperExceptionMessage(code, path), {
    frames: [...frames, ...callers],
  });
}
