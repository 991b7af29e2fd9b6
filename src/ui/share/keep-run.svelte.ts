/** Saves a view's runs after every action, every few seconds of its clock, and when the page goes. */
import { untrack } from 'svelte';
import type { Timeline } from '../../engine/index.ts';
import { afterPaint } from '../app/breath.ts';
import type { Session } from '../session/session.svelte.ts';
import { savedOf } from './kept-branches.ts';
import type { Run } from './run.ts';
import { saveRun } from './saved-run.ts';

const CLOCK_EVERY_MS = 3000;

/**
 * Call while a component is set up. `session` gives undefined while nothing is to be kept, `runOf`
 * one of its timelines as a run.
 */
export function keepRun(
  name: () => string,
  session: () => Session | undefined,
  runOf: (timeline: Timeline) => Run,
): void {
  let savedActions = -1;
  let savedBranches: unknown;
  let savedAt = 0;
  let isDue = false;

  /** A run that is still on its way to where it was is kept already, whole. */
  function kept(): Session | undefined {
    const current = session();
    return current?.replay === null ? current : undefined;
  }

  function save(): void {
    isDue = false;
    const current = kept();
    if (current === undefined) return;
    savedActions = current.timeline.journal.length;
    savedBranches = current.branches;
    savedAt = performance.now();
    saveRun(name(), savedOf(current, runOf));
  }

  $effect(() => {
    const current = kept();
    void current?.version;
    void current?.branches;
    untrack(() => {
      if (current === undefined) return;
      const isNew =
        current.timeline.journal.length !== savedActions || current.branches !== savedBranches;
      if (isDue || (!isNew && performance.now() - savedAt <= CLOCK_EVERY_MS)) return;
      // What was done is shown first, then kept; whoever leaves before that finds it kept too.
      isDue = true;
      afterPaint(() => {
        if (isDue) save();
      });
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
