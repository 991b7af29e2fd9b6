/** Finds a terminal by its host. */
import type { World } from '../../engine/index.ts';

/** The newest terminal of a host. */
export function terminalOn(world: World, host: string): number | undefined {
  return [...world.terminals.values()].findLast((terminal) => terminal.host === host)?.id;
}
