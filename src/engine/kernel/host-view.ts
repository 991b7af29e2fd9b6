/**
 * What a process sees of its host (the `Env` of a step), read straight from the world.
 *
 * Mirrors: /proc, getaddrinfo, netstat.
 * Departs: nothing.
 */
import type { Env, HostView, ProcessView, SocketView } from './behavior.ts';
import { isDiskFull } from './fault-rules.ts';
import { isLoopback, remoteIpOf, resolveHost } from './host-table.ts';
import type { Kernel } from './kernel.ts';
import { SIDES } from './network.ts';

const DEFAULT_WALL_CLOCK_MS = Date.UTC(2026, 0, 5, 9, 0, 0);

/** One object per host, reused for every step; its getters read the moment. */
export function hostEnv(kernel: Kernel, name: string): Env & { nowMs: number } {
  const wallClockStartMs = kernel.options.wallClockStartMs ?? DEFAULT_WALL_CLOCK_MS;
  return {
    get nowMs() {
      return kernel.world.nowMs;
    },
    get wallClockMs() {
      return wallClockStartMs + Math.floor(kernel.world.nowMs);
    },
    host: hostView(kernel, name),
  };
}

function hostView(kernel: Kernel, name: string): HostView {
  const self = () => kernel.world.hosts.get(name)!;
  return {
    name,
    ip: self().ip,
    get disk() {
      return self().disk;
    },
    get isDiskFull() {
      const { usedBytes, capacityBytes } = self().disk;
      return usedBytes >= capacityBytes || isDiskFull(kernel.world.rules, name);
    },
    isPortFree: (port) => self().listeners[port] === undefined,
    processes: () => processViews(kernel, name),
    sockets: () => socketViews(kernel, name),
    resolve: (other) => {
      if (isLoopback(other)) return '127.0.0.1';
      return resolveHost(kernel.world, name, other)?.ip;
    },
    nameOf: (ip) => (isLoopback(ip) ? 'localhost' : resolveHost(kernel.world, name, ip)?.name),
  };
}

function processViews(kernel: Kernel, host: string): readonly ProcessView[] {
  const views: ProcessView[] = [];
  for (const process of kernel.world.processes.values()) {
    if (process.info.host !== host || process.status === 'exited') continue;
    views.push({
      pid: process.info.pid,
      parentPid: process.info.parentPid,
      program: process.program,
      argv: process.info.argv,
      startedAtMs: process.startedAtMs,
      isPaused: process.status === 'paused',
      tty: process.tty,
    });
  }
  return views.sort((a, b) => a.pid - b.pid);
}

function socketViews(kernel: Kernel, host: string): readonly SocketView[] {
  const { world } = kernel;
  const views: SocketView[] = [];
  const programOf = (pid: number): string => world.processes.get(pid)?.program ?? '-';
  for (const [port, { pid }] of Object.entries(world.hosts.get(host)!.listeners)) {
    views.push({
      state: 'LISTEN',
      localPort: Number(port),
      remoteHost: null,
      remoteIp: null,
      remotePort: null,
      pid,
      program: programOf(pid),
    });
  }
  for (const connection of world.connections.values()) {
    if (connection.state === 'closed') continue;
    for (const side of SIDES) {
      const end = connection.ends[side];
      // A host that lost its power has forgotten its sockets, whatever the other end believes.
      if (end.address.host !== host || end.pid === 0 || connection.isMute[side]) continue;
      const remote = connection.ends[side === 0 ? 1 : 0];
      // Closed, and the other end has not heard of it: a socket of no process.
      const isOrphan = connection.isClosedBy[side];
      views.push({
        state: isOrphan ? 'FIN_WAIT1' : connection.state === 'open' ? 'ESTABLISHED' : 'SYN_SENT',
        localPort: end.address.port,
        remoteHost: remote.address.host,
        remoteIp: remoteIpOf(world, connection, side === 0 ? 0 : 1),
        remotePort: remote.address.port,
        pid: isOrphan ? 0 : end.pid,
        program: isOrphan ? '-' : programOf(end.pid),
      });
    }
  }
  return views;
}
