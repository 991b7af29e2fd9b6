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

/** The first answer that a system has; undefined when none knows. */
export function firstAnswer<T>(ask: (system: SystemUi) => T | undefined): T | undefined {
  for (const system of loaded) {
    const answer = ask(system);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
