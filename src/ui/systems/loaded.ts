/**
 * The systems whose panels are loaded. One is added once, before a view that needs it is made; nothing
 * is ever taken away.
 */
import type { SystemUi } from './system-ui.ts';

const loaded: SystemUi[] = [];

export function addSystemUi(system: SystemUi): void {
  if (loaded.some(({ id }) => id === system.id)) return;
  loaded.push(system);
  loaded.sort((a, b) => a.order - b.order);
}

export function systemUis(): readonly SystemUi[] {
  return loaded;
}
