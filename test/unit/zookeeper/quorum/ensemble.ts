/**
 * Runs an ensemble on the kernel for the tests of this folder.
 */
import { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import { readText } from '../../../../src/engine/kernel/disk.ts';
import { kernelOptions } from '../../../../src/engine/world/scenario.ts';
import type { ServerProcessState } from '../../../../src/engine/zookeeper/server/server-state.ts';
import { fuzzClient } from '../../../fuzz/zookeeper/fuzz-client.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';
import type { EnsembleSpec } from '../../../support/zookeeper.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';

/** A kernel with these servers, every invariant watched, errors thrown. */
export function ensemble(spec: EnsembleSpec): Kernel {
  const programs = { ...zookeeper.programs, FuzzClient: fuzzClient as never };
  const options = kernelOptions(zookeeperScenario(spec), programs, zookeeper.invariants);
  return new Kernel({ ...options, isStrict: true });
}

/** Lets virtual time pass. */
export function runUntil(kernel: Kernel, untilMs: number): void {
  while (kernel.step(untilMs) !== undefined);
  kernel.world.nowMs = Math.max(kernel.world.nowMs, untilMs);
}

/** The state of a server's newest process. */
export function server(kernel: Kernel, number: number): ServerProcessState {
  const process = [...kernel.world.processes.values()].findLast(
    ({ info, program }) => info.host === `zk${number}` && program === 'QuorumPeerMain',
  );
  return process!.state as ServerProcessState;
}

/** The key of a server's process. */
export function keyOf(kernel: Kernel, number: number): string {
  return [...kernel.world.processes.values()].findLast(
    ({ info, program }) => info.host === `zk${number}` && program === 'QuorumPeerMain',
  )!.key;
}

/** Starts the workload of the fuzzer on a client's host. */
export function startClient(kernel: Kernel, name: string, connect: string): void {
  const argv = ['FuzzClient', name, connect, '7'];
  const start = { program: 'FuzzClient', argv };
  kernel.act({ type: 'operator.start', host: 'client1', start });
}

/** What a server has logged so far. */
export function logOf(kernel: Kernel, number: number): string {
  const { disk } = kernel.world.hosts.get(`zk${number}`)!;
  return readText(disk, `/opt/zookeeper/logs/zookeeper-root-server-zk${number}.out`) ?? '';
}
