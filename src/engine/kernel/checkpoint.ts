/**
 * Copies of a world. Programs' states, hosts and messages are immutable and shared; only the
 * kernel's own mutable records are copied, so a checkpoint costs a few microseconds. Of a hundred
 * servers' five thousand connections nearly all rest: two checkpoints share those.
 */
import { copyQueue } from './event-queue.ts';
import type { Connection, Process, World } from './world-state.ts';

/** `before` is an earlier copy that nobody changes: what is still the same is taken from there. */
export function copyWorld(world: World, before?: World): World {
  const processes = new Map<number, Process>();
  for (const [pid, process] of world.processes) {
    processes.set(pid, { ...process, timers: new Map(process.timers) });
  }
  const connections = new Map<number, Connection>();
  for (const [id, connection] of world.connections) {
    const kept = before?.connections.get(id);
    const isSame = kept !== undefined && isUnchanged(kept, connection);
    connections.set(id, isSame ? kept : copyConnection(connection));
  }
  return {
    ...world,
    hosts: new Map(world.hosts),
    processes,
    connections,
    pipes: new Map(world.pipes),
    terminals: new Map(world.terminals),
    queue: copyQueue(world.queue),
    ghosts: world.ghosts.slice(),
  };
}

function copyConnection(connection: Connection): Connection {
  const [to, from] = connection.lastArrivalMs;
  return { ...connection, lastArrivalMs: [to, from] };
}

/** Whether nothing has happened on a connection since it was copied. */
function isUnchanged(kept: Connection, connection: Connection): boolean {
  return (
    kept.lastArrivalMs[0] === connection.lastArrivalMs[0] &&
    kept.lastArrivalMs[1] === connection.lastArrivalMs[1] &&
    kept.latencyRandom === connection.latencyRandom &&
    kept.state === connection.state &&
    kept.ends === connection.ends &&
    kept.held === connection.held &&
    kept.isClosedBy === connection.isClosedBy &&
    kept.isMute === connection.isMute &&
    kept.heldDialCause === connection.heldDialCause
  );
}
