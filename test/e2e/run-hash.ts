/**
 * Runs in Node and, bundled, in the browser: plays a shared run and gives the hash of the world at
 * its end. Two hosts that agree run the same simulation.
 */
import { scenarioOf, stateHash } from '../../src/engine/index.ts';
import { startSimulation } from '../../src/shell/index.ts';
import { playActions, replayable } from '../../src/ui/share/placed-journal.ts';
import { decodeRun } from '../../src/ui/share/run-code.ts';
import { addSystemUi } from '../../src/ui/systems/loaded.ts';
import type { SystemUi } from '../../src/ui/systems/system-ui.ts';
import { codec } from '../../src/ui/systems/zookeeper/codec.ts';
import { addZooKeeper } from '../../src/shell/zookeeper/index.ts';

addZooKeeper();
// Of the system's part on the page only this: the rest is drawn.
addSystemUi({ id: 'zookeeper', codec } as unknown as SystemUi);

export interface RunHash {
  readonly events: number;
  readonly clockMs: number;
  readonly hash: string;
}

export function hashOfRun(code: string, untilMs: number): RunHash {
  const decoded = decodeRun(code);
  if (!decoded.ok || decoded.run.of.kind !== 'cluster') throw new Error('no run of a cluster');
  const timeline = startSimulation(scenarioOf(decoded.run.of.spec));
  playActions(replayable(timeline), decoded.run.actions, untilMs);
  const { position: events, clockMs, world } = timeline;
  return { events, clockMs, hash: String(stateHash(world)) };
}

Object.assign(globalThis, { hashOfRun });
