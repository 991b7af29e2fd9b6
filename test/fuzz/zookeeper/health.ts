/** How an ensemble is brought back to health at the end of a trial, and what it must do then. */
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import type { OperatorAction } from '../../../src/engine/kernel/operator-action.ts';
import { listGet } from '../../../src/engine/kernel/persistent-list.ts';
import { processOf } from '../core/adversary.ts';
import { serverHost, serverKey } from './cast.ts';
import type { FuzzClientState } from './fuzz-client.ts';
import type { ZooKeeperTrial } from './trial.ts';
import { WRITES } from './validations.ts';

/** A majority comes back; who is not of it, is gone. */
export function heal(kernel: Kernel, trial: ZooKeeperTrial): readonly OperatorAction[] {
  const { world } = kernel;
  const actions: OperatorAction[] = [];
  for (let number = 1; number <= trial.voters + trial.observers; number++) {
    const host = serverHost(number);
    const key = serverKey(host);
    const isHealed = number > trial.voters || trial.healed.includes(number);
    const { isPowered } = world.hosts.get(host)!;
    const status = processOf(kernel, key)?.status ?? 'exited';
    if (!isHealed) {
      if (isPowered) actions.push({ type: 'operator.powerOff', host });
    } else if (!isPowered) {
      actions.push({ type: 'operator.powerOn', host });
    } else if (status === 'paused') {
      actions.push({ type: 'operator.signal', key, signal: 'CONT' });
    } else if (status === 'exited') {
      actions.push({ type: 'operator.restart', key });
    }
  }
  return actions;
}

/** Every client has written something that was asked for after the healing. */
export function hasProgress(kernel: Kernel, trial: ZooKeeperTrial): boolean {
  for (const { program, state } of kernel.world.processes.values()) {
    if (program !== 'FuzzClient') continue;
    const { operations } = state as FuzzClientState;
    let isServed = false;
    // The latest answers stand last; what was answered before the healing was asked before it.
    for (let i = operations.length - 1; i >= 0 && !isServed; i--) {
      const { body, invokedMs, respondedMs } = listGet(operations, i)!;
      if (respondedMs !== null && respondedMs < trial.healAtMs) break;
      // A refusal is decided by the ensemble as well as a success.
      if (invokedMs < trial.healAtMs || respondedMs === null) continue;
      if (WRITES.has(body.type)) isServed = true;
    }
    if (!isServed) return false;
  }
  return true;
}

/** No client was served; null when too few servers are left for anything to be demanded. */
export function stallOf(kernel: Kernel, trial: ZooKeeperTrial): string | null {
  if (isHelpless(kernel, trial)) return null;
  const waitedMs = trial.endAtMs - trial.healAtMs;
  return `no write succeeded within ${waitedMs} ms: ${stateText(kernel)}`;
}

/**
 * A server whose history is newer than its epoch refuses to start, as upstream's does. When too few are
 * left there is nothing to demand.
 */
function isHelpless(kernel: Kernel, trial: ZooKeeperTrial): boolean {
  const alive = trial.healed.filter((number) => {
    const process = processOf(kernel, serverKey(serverHost(number)));
    return process !== undefined && process.status !== 'exited';
  });
  return alive.length <= Math.floor(trial.voters / 2);
}

function stateText(kernel: Kernel): string {
  const texts: string[] = [];
  for (const { program, key, status, state } of kernel.world.processes.values()) {
    if (program !== 'QuorumPeerMain') continue;
    const server = state as { chart?: { value?: unknown } } | null;
    texts.push(`${key.split('/')[0]} ${status} ${JSON.stringify(server?.chart?.value)}`);
  }
  return texts.join('; ');
}

/** How many requests were answered. */
export function operationCount(kernel: Kernel): number {
  let operations = 0;
  for (const { program, state } of kernel.world.processes.values()) {
    if (program === 'FuzzClient') operations += (state as FuzzClientState).operations.length;
  }
  return operations;
}
