/**
 * Copies of a world. Programs' states, hosts and messages are immutable and shared; only the
 * kernel's own mutable records are copied, so a checkpoint costs a few microseconds.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 */
import type { Connection, Process, World } from './world-state.ts';

export function copyWorld(world: World): World {
  const processes = new Map<number, Process>();
  for (const [pid, process] of world.processes) {
    processes.set(pid, { ...process, timers: new Map(process.timers) });
  }
  const connections = new Map<number, Connection>();
  for (const [id, connection] of world.connections) {
    const [to, from] = connection.lastArrivalMs;
    connections.set(id, { ...connection, lastArrivalMs: [to, from] });
  }
  return {
    ...world,
    hosts: new Map(world.hosts),
    processes,
    connections,
    pipes: new Map(world.pipes),
    terminals: new Map(world.terminals),
    queue: world.queue.slice(),
  };
}
