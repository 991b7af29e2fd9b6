/**
 * Loads a system when it is first needed: the engine's part, what it brings to hosts, and its panels.
 * Awaited before a session, a lesson player or the decoding of a link that has it. Whatever folder
 * stands beside this file is a system; a system that is not there is just not offered.
 */
import { addSystemUi } from './loaded.ts';
import type { Showcase, SystemUi } from './system-ui.ts';

/** Each folder's door gives its system, and makes it known to engine and shell. */
const doors = import.meta.glob<SystemUi>('./*/index.ts', { import: 'default' });
const showcases = import.meta.glob<Showcase>('./*/showcase.ts', { import: 'default' });

/** Ids of all systems, by the names of their folders. */
export const SYSTEMS: readonly string[] = Object.keys(doors)
  .map((path) => path.split('/')[1]!)
  .sort();

/** All of them, or those that are named. Rejects when their files do not come. */
export async function loadSystems(ids: readonly string[] = SYSTEMS): Promise<void> {
  // One behind the other: everything asks them in this order.
  for (const id of ids) {
    const system = await doors[`./${id}/index.ts`]?.();
    if (system !== undefined) addSystemUi(system);
  }
}

/** What runs on the home page; undefined when no system has something to show. */
export async function loadShowcase(): Promise<Showcase | undefined> {
  const [load] = Object.values(showcases);
  return load?.();
}
