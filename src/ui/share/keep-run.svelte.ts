/** Saves a view's run after every action, every few seconds of its clock, and when the page goes. */
import { untrack } from 'svelte';
import type { Session } from '../session/session.svelte.ts';
import type { Run } from './run-code.ts';
import { saveRun } from './saved-run.ts';

const CLOCK_EVERY_MS = 3000;

/**
 * Call while a component is set up. `session` gives undefined while nothing is to be kept,
 * `exactRun` the run as it is now.
 */
export function keepRun(
  name: () => string,
  session: () => Session | undefined,
  exactRun: () => Run,
): void {
  let savedActions = -1;
  let savedAt = 0;

  function save(): void {
    const timeline = session()?.timeline;
    if (timeline === undefined) return;
    savedActions = timeline.journal.length;
    savedAt = performance.now();
    saveRun(name(), { run: exactRun(), clockMs: timeline.clockMs });
  }

  $effect(() => {
    const current = session();
    void current?.version;
    untrack(() => {
      if (current === undefined) return;
      const { timeline } = current;
      const isNew = timeline.journal.length !== savedActions;
      if (isNew || performance.now() - savedAt > CLOCK_EVERY_MS) save();
    });
  });
  $effect(() => {
    addEventListener('pagehide', save);
    return () => {
      removeEventListener('pagehide', save);
      save();
    };
  });
}
