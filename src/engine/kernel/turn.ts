/**
 * The scratch pad of one step: handlers take it, change `state` and push effects; the behavior's `step`
 * turns it back into a pure result. It never outlives the step.
 *
 * A step owns what it has copied: the first change of a part copies that part, later ones write into the
 * copy, so that a part is copied once a step, however often it changes. The state before the step is
 * never touched. One rule follows: what is needed from before a change is read before it.
 */
import type { Env } from './behavior.ts';
import type { Effect } from './effects.ts';

export interface Turn<S> {
  state: S;
  readonly effects: Effect[];
  readonly env: Env;
}

/** A turn that changes its parts in place. */
export interface OwningTurn<S> extends Turn<S> {
  /** What this step has copied. */
  readonly owned: object[];
  /** Copies the state itself. */
  copy(state: S): Mutable<S>;
}

/** The same, to be changed. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Whether a part is this step's own copy. */
export function owns<T extends object>(
  { owned }: Pick<OwningTurn<unknown>, 'owned'>,
  part: T,
): part is Mutable<T> {
  // From behind: what was copied last is asked for most.
  for (let i = owned.length - 1; i >= 0; i--) if (owned[i] === part) return true;
  return false;
}

/** Notes a copy as this step's own. */
export function own<T extends object>(
  { owned }: Pick<OwningTurn<unknown>, 'owned'>,
  copy: T,
): Mutable<T> {
  owned.push(copy);
  return copy;
}

/** The state itself, to be changed in place. */
export function ownState<S extends object>(turn: OwningTurn<S>): Mutable<S> {
  const { state } = turn;
  if (owns(turn, state)) return state;
  const copy: Mutable<S> = own(turn, turn.copy(state));
  turn.state = copy;
  return copy;
}
