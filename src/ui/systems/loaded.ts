/**
 * The systems whose panels are loaded. One is added once, before a view that needs it is made; nothing
 * is ever taken away.
 */
import { loadedSystems } from '../../engine/index.ts';
import type { SystemUi } from './system-ui.ts';

const loaded: SystemUi[] = [];

export function addSystemUi(system: SystemUi): void {
  if (loaded.some(({ id }) => id === system.id)) return;
  loaded.push(system);
  const order = loadedSystems().map(({ id }) => id);
  loaded.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

export function systemUis(): readonly SystemUi[] {
  return loaded;
}
