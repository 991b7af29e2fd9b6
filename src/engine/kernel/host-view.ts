/**
 * What a process sees of its host (the `Env` of a step), read straight from the world.
 *
 * Mirrors: /proc, getaddrinfo, netstat.
 */
import type { Env, HostView, ProcessView, SocketView } from './behavior.ts';
import { isDiskFull } from './fault-rules.ts';
import { isLoopback, remoteIpOf, resolveHost } from './host-table.ts';
import type { Core } from './core.ts';
import { SIDES } from './network.ts';

const DEFAULT_WALL_CLOCK_MS = Date.UTC(2026, 0, 5, 9, 0, 0);

/** One object per host, reused for every step; its getters read the moment. */
export function envOf(core: Core, name: string): Env {
  let env = core.envs.get(name);
  if (env === undefined) {
    env = hostEnv(core, name);
    core.envs.set(name, env);
  }
  return env;
}

function hostEnv(core: Core, name: string): Env & { nowMs: number } {
  const wallClockStartMs = core.options.wallClockStartMs ?? DEFAULT_WALL_CLOCK_MS;
  return {
    get nowMs() {
      return core.world.nowMs;
    },
    get wallClockMs() {
      return wallClockStartMs + Math.floor(core.world.nowMs);
    },
    host: hostView(core, name),
  };
}

function hostView(core: Core, name: string): HostView {
  const self = () => core.world.hosts.get(name)!;
  return {
    name,
    ip: self().ip,
    get disk() {
      return self().disk;
    },
    get isDiskFull() {
      const { usedBytes, capacityBytes } = self().disk;
      return usedBytes >= capacityBytes || isDiskFull(core.world.rules, name);
    },
    isPortFree: (port) => self().listeners[port] === undefined,
    processes: () => processViews(core, name),
    sockets: () => socketViews(core, name),
    resolve: (other) => {
      if (isLoopback(other)) return '127.0.0.1';
      return resolveHost(core.world, name, other)?.ip;
    },
    nameOf: (ip) => (isLoopback(ip) ? 'localhost' : resolveHost(core.world, name, ip)?.name),
  };
}

function processViews(core: Core, host: string): readonly ProcessView[] {
  const views: ProcessView[] = [];
  for (const process of core.world.processes.values()) {
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

function socketViews(core: Core, host: string): readonly SocketView[] {
  const { world } = core;
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
