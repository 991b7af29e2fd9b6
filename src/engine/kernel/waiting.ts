/**
 * What comes for a paused process waits, and is taken in order when it goes on: also before whatever
 * is due at the same instant, or a connection's order would break.
 *
 * Mirrors: SIGSTOP and SIGCONT; socket buffers of a stopped process.
 * Departs: nothing.
 * Read next: delivery.ts.
 */
import type { Kernel } from './kernel.ts';
import type { Process, Waited } from './world-state.ts';

/** Whether something for this process has to wait. */
export function hasToWait({ status, resuming }: Process): boolean {
  return status === 'paused' || resuming > 0;
}

export function wait(kernel: Kernel, process: Process, waited: Waited): void {
  if (process.resuming > 0) enqueueWaited(kernel, process, waited);
  else process.inbox = [...process.inbox, waited];
}

/** SIGCONT. */
export function resume(kernel: Kernel, process: Process): void {
  if (process.status !== 'paused') return;
  process.status = 'running';
  const { inbox } = process;
  process.inbox = [];
  for (const waited of inbox) enqueueWaited(kernel, process, waited);
}

function enqueueWaited(kernel: Kernel, process: Process, { event, effects, cause }: Waited): void {
  const { pid } = process.info;
  process.resuming++;
  kernel.enqueue({ kind: 'waited', atMs: kernel.world.nowMs, pid, event, effects, cause });
}
