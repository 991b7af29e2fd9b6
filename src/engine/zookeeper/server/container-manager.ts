/**
 * Deletes container nodes that lost their last child, and nodes whose time to live is over.
 *
 * Mirrors: ContainerManager, 3.8.0.
 * Departs: all candidates of a sweep are deleted at once, not six milliseconds apart.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import { numberProperty } from '../admin/config.ts';
import { ttlOfOwner } from '../data/ephemeral-type.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import { logLine, mainThread } from '../admin/log-line.ts';
import { pipelineOf } from './pipelines.ts';
import { newRequest } from './request.ts';
import type { ServerTurn } from './server-state.ts';

/** Name of the timer of the sweep. */
export const CONTAINER_TIMER = 'containerManager';

/** Starts the sweeps: on a standalone server and a leader. */
export function startContainerManager(turn: ServerTurn): void {
  const { config } = turn.state;
  const perMinute = numberProperty(config, 'znode.container.maxPerMinute', 10_000);
  const neverUsedMs = numberProperty(config, 'znode.container.maxNeverUsedIntervalMs', 0);
  logLine(
    turn,
    'INFO',
    `${mainThread(turn)}:o.a.z.s.ContainerManager@84`,
    `Using checkIntervalMs=${intervalMs(turn)} maxPerMinute=${perMinute} ` +
      `maxNeverUsedIntervalMs=${neverUsedMs}`,
  );
  armContainerTimer(turn);
}

/** One sweep. */
export function checkContainers(turn: ServerTurn): void {
  if (turn.state.server === null) return;
  for (const path of candidates(turn)) {
    const source = 'ContainerManagerTask:o.a.z.s.ContainerManager@135';
    logLine(turn, 'INFO', source, `Attempting to delete candidate container: ${path}`);
    pipelineOf(turn).submit(
      turn,
      newRequest({
        sessionId: 0n,
        cxid: 0,
        type: 'deleteContainer',
        body: { type: 'DeleteContainer', path },
        createdAtMs: turn.env.nowMs,
      }),
    );
  }
  armContainerTimer(turn);
}

function candidates(turn: ServerTurn): readonly string[] {
  const { config, db } = turn.state;
  const { nodes, containers, ttls } = db.tree;
  const neverUsedMs = numberProperty(config, 'znode.container.maxNeverUsedIntervalMs', 0);
  const elapsedMs = (mtime: number): number => Math.floor(turn.env.wallClockMs) - mtime;
  const found: string[] = [];
  for (const path of mapKeys(containers)) {
    const node = mapGet(nodes, path);
    if (node === undefined || node.children.size > 0) continue;
    // A container that never had a child is kept: its first may be on its way.
    const isDue =
      node.stat.cversion > 0 || (neverUsedMs !== 0 && elapsedMs(node.stat.mtime) > neverUsedMs);
    if (isDue) found.push(path);
  }
  for (const path of mapKeys(ttls)) {
    const node = mapGet(nodes, path);
    if (node === undefined || node.children.size > 0) continue;
    const ttl = ttlOfOwner(node.stat.ephemeralOwner);
    if (ttl !== 0 && elapsedMs(node.stat.mtime) > ttl) found.push(path);
  }
  return inHashOrder(found);
}

function armContainerTimer(turn: ServerTurn): void {
  turn.effects.push({ type: 'setTimer', name: CONTAINER_TIMER, delayMs: intervalMs(turn) });
}

function intervalMs(turn: ServerTurn): number {
  return numberProperty(turn.state.config, 'znode.container.checkIntervalMs', 60_000);
}
