/** The script or provocation that is being played, and what the page says about it. */
import { OPEN_TERMINALS } from '../app/bounds.ts';
import { notices } from '../app/notices.svelte.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { OperatorAction } from '../../engine/index.ts';
import type { Session } from '../session/session.svelte.ts';
import type { Provocation, Step } from '../systems/system-ui.ts';
import { ScriptRun } from './script-run.ts';
import { NotThere } from './script-text.ts';

/** Virtual milliseconds in a second while a step is waited for. */
const WAITING_PACE_MS = 2000;
/** Steps that are due together and done in one frame. */
const STEPS_AT_ONCE = 10;

class ScriptPlayer {
  #run: ScriptRun | null = null;
  #session: Session | null = null;
  #isActing = false;
  /** So much has been done that a frame has to be drawn before the next step. */
  #isBreathing = false;
  /** What is being provoked: its explanation stays until it is closed. */
  watched = $state.raw<Provocation | null>(null);
  /** The step that comes next; null when nothing is being played. */
  current = $state.raw<{ readonly at: number; readonly all: number; readonly text: string } | null>(
    null,
  );

  play(steps: readonly Step[], session: Session, watched: Provocation | null): void {
    if (session.isHeld()) return;
    if (!session.isLive) session.fork();
    this.watched = watched;
    this.#session = session;
    this.#run = new ScriptRun(steps, session.timeline.clockMs);
    session.play();
    this.tick(session);
  }

  stop(): void {
    this.#run = null;
    this.current = null;
    this.watched = null;
    if (this.#session !== null) this.#session.paceMsPerSecond = undefined;
    this.#session = null;
  }

  /** Lets the page draw and answer, then goes on. */
  #breathe(session: Session): void {
    this.#isBreathing = true;
    requestAnimationFrame(() => {
      this.#isBreathing = false;
      if (this.#session === session) this.tick(session);
    });
  }

  /** Acts when the next step is due. Called after every frame. */
  tick(session: Session): void {
    const run = this.#run;
    if (run === null || this.#isActing || this.#isBreathing || !session.isLive) return;
    this.#isActing = true;
    try {
      for (let count = 0; ; count++) {
        if (count >= STEPS_AT_ONCE) {
          this.#breathe(session);
          break;
        }
        const actions = run.next(session.timeline.world, session.timeline.clockMs);
        if (actions === null) break;
        if (opensTooMany(actions, session)) {
          this.#run = null;
          notices.say(t().bounds.terminals(OPEN_TERMINALS));
          break;
        }
        session.act(actions);
      }
    } catch (error) {
      this.#run = null;
      if (!(error instanceof NotThere)) throw error;
      notices.say(t().sandbox.scriptNotThere(run.steps[run.index - 1]?.text ?? '', error.what));
    } finally {
      this.#isActing = false;
    }
    const next = this.#run?.current;
    // Nobody wants to watch every message of a wait; what is waited for is shown at leisure.
    session.paceMsPerSecond = next === undefined ? undefined : WAITING_PACE_MS;
    if (next === undefined) this.#run = null;
    else if (session.isResting) session.play();
    const at = run.index + 1;
    this.current = next === undefined ? null : { at, all: run.steps.length, text: next.text };
  }
}

function opensTooMany(actions: readonly OperatorAction[], { timeline }: Session): boolean {
  const count = actions.filter(({ type }) => type === 'operator.openTerminal').length;
  return count > 0 && timeline.world.terminals.size + count > OPEN_TERMINALS;
}

export const scriptPlayer = new ScriptPlayer();
