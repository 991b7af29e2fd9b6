/** A run that is being played again: how far it has come, and whether it is to stop there. */
import type { Timeline } from '../../engine/index.ts';
import { inSlices } from '../app/breath.ts';
import { notices } from '../app/notices.svelte.ts';
import { t } from '../i18n/i18n.svelte.ts';
import { flawOf } from '../share/run-flaw.ts';
import { isPlayed, wokenBranch } from './branches.ts';
import type { Branch, PlayedBranch, SleepingBranch } from './branches.ts';

export class Replay {
  /** From 0 to 1. */
  share = $state(0);
  isStopped = false;

  stop(): void {
    this.isStopped = true;
  }
}

/** What a session shows to the run that is woken in it. */
interface Surroundings {
  readonly timeline: Timeline;
  branches: readonly Branch[];
  waking: Replay | null;
  readonly isDestroyed: boolean;
}

/**
 * Plays a sleeping run of a session while the session goes on. Undefined when it was stopped, or when
 * it cannot be played: then it sleeps on, and nothing of it is lost.
 */
export async function wake(
  session: Surroundings,
  branch: SleepingBranch,
): Promise<PlayedBranch | undefined> {
  session.waking?.stop();
  const waking = new Replay();
  session.waking = waking;
  const beside = [
    session.timeline,
    ...session.branches.filter(isPlayed).map((one) => one.timeline),
  ];
  try {
    const timeline = await inSlices(
      branch.sleep.play(beside, (share) => (waking.share = share)),
      () => !waking.isStopped && !session.isDestroyed,
    );
    const now = session.branches.find(({ id }) => id === branch.id);
    // It may have been woken, or forgotten, meanwhile.
    if (timeline === undefined || now === undefined) return undefined;
    if (isPlayed(now)) return now;
    const woken = wokenBranch(now, timeline);
    session.branches = session.branches.map((one) => (one === now ? woken : one));
    return woken;
  } catch (error) {
    notices.say(t().sandbox.notPlayed(branch.name, t().share.flaw[flawOf(error)]), 15_000);
    return undefined;
  } finally {
    if (session.waking === waking) session.waking = null;
  }
}
