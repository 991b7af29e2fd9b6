/** Processes found among what the hosts show. */
import type { HostNode, ProcessNode } from '../../engine/index.ts';

/** The running process of a key, else the latest that has ended. */
export function processOfKey(hosts: readonly HostNode[], key: string): ProcessNode | undefined {
  let found: ProcessNode | undefined;
  for (const { processes } of hosts) {
    for (const process of processes) {
      if (process.key === key && (found === undefined || process.status !== 'exited')) {
        found = process;
      }
    }
  }
  return found;
}

export function processOfPid(hosts: readonly HostNode[], pid: number): ProcessNode | undefined {
  for (const { processes } of hosts) {
    for (const process of processes) if (process.pid === pid) return process;
  }
  return undefined;
}
