/**
 * What comes for a paused process waits, and is taken in order when it goes on: also before whatever
 * is due at the same instant, or a connection's order would break.
 *
 * Mirrors: SIGSTOP and SIGCONT; socket buffers of a stopped process.
 * Read next: delivery.ts.
 */
import type { Core } from './core.ts';
import type { Process, Waited } from './world-state.ts';

/** Whether something for this process has to wait. */
export function hasToWait({ status, resuming }: Process): boolean {
  return status === 'paused' || resuming > 0;
}

export function wait(core: Core, process: Process, waited: Waited): void {
  if (process.resuming > 0) enqueueWaited(core, process, waited);
  else process.inbox = [...process.inbox, waited];
}

/** SIGCONT. */
export function resume(core: Core, process: Process): void {
  if (process.status !== 'paused') return;
  process.status = 'running';
  const { inbox } = process;
  process.inbox = [];
  for (const waited of inbox) enqueueWaited(core, process, waited);
}

function enqueueWaited(core: Core, process: Process, { event, effects, cause }: Waited): void {
  const { pid } = process.info;
  process.resuming++;
  core.enqueue({ kind: 'waited', atMs: core.world.nowMs, pid, event, effects, cause });
}
