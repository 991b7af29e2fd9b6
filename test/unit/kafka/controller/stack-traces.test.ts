/**
 * What stands under the lines of exceptions, held to a real log.
 */
import { describe, expect, it } from 'vitest';
import { ControllerCluster } from './controller-cluster.ts';
import { STACK_TRACES } from './transcripts.ts';

/** Frames under the first line of state-change.log from `from` on that says an election failed. */
function framesOf(lines: readonly string[], from: number, text: string): readonly string[] {
  const at = lines.findIndex((line, index) => index >= from && line.includes(text));
  const frames = lines.slice(at + 1);
  const end = frames.findIndex((line) => !line.startsWith('\tat '));
  return frames.slice(0, end === -1 ? undefined : end).map((line) => line.slice('\tat '.length));
}

describe('stack traces', () => {
  it('tell where an election was asked for', () => {
    const cluster = new ControllerCluster();
    const traces: Record<string, readonly string[]> = {};
    let from = 0;
    const note = (name: string, text: string, controller = 1): void => {
      const lines = cluster.log(controller, 'state-change');
      traces[name] = framesOf(lines, from, text);
      from = lines.length;
    };
    const failed = 'StateChangeFailedException: Failed to elect leader for partition t1-0';
    cluster.createTopic('t1', [[3, 2]], 'q8J9aHzGQ5CHN37EAlm6Lg');
    cluster.signal(3, 'KILL');
    cluster.run(8000);
    cluster.elect('PREFERRED', [0]);
    note('askedElection', failed);
    cluster.takeLeave(2);
    note('controlledShutdown', failed);
    const nobody = 'encountered error during state change of partition';
    const id = 'i2aroLnVTDeZzYCVRJorMA';
    cluster.createTopic('t2', [[3]], id);
    note('newTopic', `${nobody} t2-0`);
    cluster.set(
      '/brokers/topics/t2',
      `{"version":3,"topic_id":"${id}","partitions":{"0":[3],"1":[3]}}`,
    );
    cluster.run(500);
    note('newPartitions', `${nobody} t2-1`);
    cluster.signal(2, 'KILL');
    cluster.run(8000);
    note('brokerFailure', failed);
    cluster.restart(2);
    note('brokerStartup', `${nobody} t2-0`);
    from = 0;
    cluster.signal(1, 'KILL');
    cluster.run(8000);
    note('failover', `${nobody} t2-0`, 2);
    expect(traces).toEqual(STACK_TRACES);
  });
});
