/**
 * The handlers of a leader's learners, in ascending order of their connections. A list, because every
 * packet of a learner replaces its handler, and a hundred entries of a list are copied many times
 * faster than those of an object.
 *
 * Mirrors: Leader.learners (a set of LearnerHandler).
 */
import type { LeaderState, LearnerHandlerState } from './quorum-state.ts';

export type LearnerHandlers = LeaderState['handlers'];

/** Where the handler of a connection is, or where it would have to be put. */
function placeOf(handlers: LearnerHandlers, connection: number): number {
  let low = 0;
  let high = handlers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (handlers[middle]!.connection < connection) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The handler of a connection. */
export function findHandler(
  handlers: LearnerHandlers,
  connection: number,
): LearnerHandlerState | undefined {
  const found = handlers[placeOf(handlers, connection)];
  return found?.connection === connection ? found : undefined;
}

/** With a handler in the place of the one that its connection had, if any. */
export function withHandler(
  handlers: LearnerHandlers,
  handler: LearnerHandlerState,
): LearnerHandlers {
  const at = placeOf(handlers, handler.connection);
  const next = handlers.slice();
  if (handlers[at]?.connection === handler.connection) next[at] = handler;
  else next.splice(at, 0, handler);
  return next;
}

/** Without the handler of a connection. */
export function withoutHandler(handlers: LearnerHandlers, connection: number): LearnerHandlers {
  return handlers.filter((handler) => handler.connection !== connection);
}
