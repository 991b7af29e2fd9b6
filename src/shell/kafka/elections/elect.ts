/**
 * Asks the controller for an election and says what came of it.
 *
 * Mirrors: electLeaders of kafka.admin.LeaderElectionCommand and of PreferredReplicaLeaderElectionCommand,
 * 2.8.0: partitions that need no election are counted, but those that were elected are named.
 */
import type { ElectionType, TopicPartition } from '../../../engine/kafka/index.ts';
import {
  electLeaders,
  inMutableMapOrder,
  inMutableSetOrder,
  partitionHash,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { get, thrownBy } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';

/** Words and places of a tool. */
export interface Election {
  readonly type: ElectionType;
  readonly succeeded: string;
  readonly needless: string;
  readonly failed: string;
  /** `replica(s)`, as they are counted. */
  readonly counted: string;
  at(line: number): Frames;
  readonly lines: {
    readonly get: number;
    readonly timeout: number;
    readonly unauthorized: number;
    readonly failed: number;
  };
}

export function commandFailed(
  text: string,
  options: ConstructorParameters<typeof JavaException>[2] = {},
): JavaException {
  return new JavaException('kafka.common.AdminCommandFailedException', text, options);
}

/** Null: of all partitions. */
export function* elect(
  election: Election,
  partitions: readonly TopicPartition[] | null,
  output: ToolOutput,
): ToolScript<void> {
  const results = yield* request(election, partitions, output);
  const textOf = ({ topic, partition }: TopicPartition): string => partitionName(topic, partition);
  const succeeded = results.filter(({ exception }) => exception === null);
  const list = inMutableSetOrder(succeeded, partitionHash).map(textOf).join(', ');
  const isNeedless = ({ exception }: (typeof results)[number]): boolean =>
    exception?.error === 'ELECTION_NOT_NEEDED';
  if (succeeded.length > 0) output.out(`${election.succeeded} ${list}\n`);
  if (results.some(isNeedless)) output.out(`${election.needless} ${list}\n`);
  const failed = inMutableMapOrder(
    results.filter((one) => one.exception !== null && !isNeedless(one)),
    partitionHash,
  );
  if (failed.length === 0) return;
  const suppressed = failed.map(({ exception }) => thrownBy(exception!));
  for (const [index, one] of failed.entries()) {
    output.out(`${election.failed}: ${textOf(one)}: ${suppressed[index]!.toString()}\n`);
  }
  throw commandFailed(`${failed.length} ${election.counted} could not be elected`, {
    suppressed,
    frames: election.at(election.lines.failed),
  });
}

function* request(
  election: Election,
  partitions: readonly TopicPartition[] | null,
  output: ToolOutput,
) {
  const { lines, at } = election;
  try {
    return yield* within(at(lines.get), get(electLeaders(election.type, partitions)));
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const { cause } = error;
    const giveUp = (text: string, line: number): never => {
      output.out(`${text}\n`);
      throw commandFailed(text, { cause, frames: at(line) });
    };
    if (cause?.exception.endsWith('.TimeoutException') === true) {
      giveUp('Timeout waiting for election results', lines.timeout);
    }
    if (cause?.exception.endsWith('.ClusterAuthorizationException') === true) {
      giveUp('Not authorized to perform leader election', lines.unauthorized);
    }
    throw error;
  }
}
