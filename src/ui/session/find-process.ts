/** Processes found among what the hosts show. */
import { foremost } from '../../engine/index.ts';
import type { HostNode, ProcessNode } from '../../engine/index.ts';

/** The running process of a key, else the latest that has ended: whom a verb with this key means. */
export function processOfKey(hosts: readonly HostNode[], key: string): ProcessNode | undefined {
  return foremost(hosts.flatMap(({ processes }) => processes.filter((one) => one.key === key)));
}

export function processOfPid(hosts: readonly HostNode[], pid: number): ProcessNode | undefined {
  for (const { processes } of hosts) {
    for (const process of processes) if (process.pid === pid) return process;
  }
  return undefined;
}

/** The very process that was chosen; of a daemon that has ended, what bears its key now. */
export function chosenProcess(
  hosts: readonly HostNode[],
  { key, pid }: Pick<ProcessNode, 'key' | 'pid'>,
): ProcessNode | undefined {
  const itself = processOfPid(hosts, pid);
  // In a fork the same pid may be another process.
  if (itself?.key === key && itself.status !== 'exited') return itself;
  const now = processOfKey(hosts, key);
  return now?.isDaemon === true ? now : undefined;
}

/** What names a process to a verb: its key, or its pid where others that live bear the key too. */
export function verbName(process: ProcessNode, { processes }: HostNode): string {
  const { key, pid } = process;
  const isShared = processes.some(
    (other) => other.key === key && other.pid !== pid && other.status !== 'exited',
  );
  return isShared ? String(pid) : key;
}
