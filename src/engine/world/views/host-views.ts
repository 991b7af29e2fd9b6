/**
 * The hosts and what runs on them, as a page shows them.
 *
 * Mirrors: ps.
 * Read next: ../system.ts, connection-views.ts.
 */
import type { Process, World } from '../../kernel/world-state.ts';
import type { Role } from '../system.ts';
import { isServerHost, roleOf } from '../systems.ts';

export interface HostNode {
  readonly name: string;
  readonly ip: string;
  readonly isPowered: boolean;
  /** A server runs on it, or is set up there. */
  readonly isServer: boolean;
  /** In order of pid. */
  readonly processes: readonly ProcessNode[];
}

export interface ProcessNode {
  readonly pid: number;
  /** Stable across restarts. */
  readonly key: string;
  readonly host: string;
  readonly program: string;
  readonly argv: readonly string[];
  readonly status: Process['status'];
  readonly isDaemon: boolean;
  /** Terminal it runs in. */
  readonly tty: number | null;
  /** Not null when it has ended. */
  readonly exitCode: number | null;
  readonly startedAtMs: number;
  readonly role: Role;
}

export function hostViews(world: World): readonly HostNode[] {
  const byHost = new Map<string, ProcessNode[]>();
  for (const process of world.processes.values()) {
    const node = processView(process);
    const list = byHost.get(node.host);
    if (list === undefined) byHost.set(node.host, [node]);
    else list.push(node);
  }
  return [...world.hosts.values()].map(({ name, ip, isPowered, disk }) => {
    const processes = (byHost.get(name) ?? []).sort((a, b) => a.pid - b.pid);
    const isServer = processes.some(isServerProcess) || isServerHost(disk);
    return { name, ip, isPowered, isServer, processes };
  });
}

/**
 * Which of several processes stands for all: what lives before what has ended; of the living the
 * first by key, so that it stays the same when another starts again; of the ended the latest.
 * They come in order of pid.
 */
export function foremost<T extends Pick<Process, 'status' | 'key'>>(
  processes: Iterable<T>,
): T | undefined {
  let best: T | undefined;
  for (const one of processes) {
    const isBefore =
      one.status === 'exited'
        ? best === undefined || best.status === 'exited'
        : best === undefined || best.status === 'exited' || one.key < best.key;
    if (isBefore) best = one;
  }
  return best;
}

/** The daemon that a host stands for, on its card, in its menu, in marks and comparisons. */
export function mainDaemon<T extends Pick<Process, 'status' | 'key' | 'isDaemon'>>(
  processes: readonly T[],
): T | undefined {
  return foremost(processes.filter(({ isDaemon }) => isDaemon));
}

/** A server that runs by itself, or has ended. */
export function isServerProcess({ isDaemon, role }: ProcessNode): boolean {
  return isDaemon && role.tier === 'server';
}

export function processView(process: Process): ProcessNode {
  const { pid, host, argv } = process.info;
  const { key, program, status, isDaemon, tty, exitCode, startedAtMs } = process;
  const role = roleOf(process);
  return { pid, key, host, program, argv, status, isDaemon, tty, exitCode, startedAtMs, role };
}
