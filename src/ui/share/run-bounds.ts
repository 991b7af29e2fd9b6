/**
 * The bound of every number that comes from outside. A run that was made on this page keeps within
 * them; whatever does not is refused in words, before anything is started.
 */
import type { OperatorAction } from '../../engine/index.ts';
import { TERMINALS_OF_LINKS } from '../app/bounds.ts';
import type { PlacedAction } from './placed-journal.ts';
import type { RunFlaw } from './run-flaw.ts';
import { FlawedRun } from './run-flaw.ts';

const DAY_MS = 24 * 3_600_000;
/** Terminals, connections, messages, events. */
const MOST_COUNT = 1_000_000_000;
/** Where the clock of a run that is kept may stand; a link's run is much shorter. */
export const MOST_CLOCK_MS = 1000 * DAY_MS;

/** Whether a place or a count is one that a run may have. */
export function isBounded(value: unknown, most = MOST_COUNT): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}

/** Throws the flaw of the actions, or of the first one with a number out of its bounds. */
export function checkBounds(actions: readonly PlacedAction[]): void {
  if (mostTerminals(actions) > TERMINALS_OF_LINKS) throw new FlawedRun('manyTerminals');
  for (const { atMs, action, exactly } of actions) {
    const isPlaced =
      isBounded(atMs, MOST_CLOCK_MS) &&
      (exactly === undefined || (isBounded(exactly.number) && isBounded(exactly.silentCount)));
    const flaw = isPlaced ? flawOfAction(action) : 'beyond';
    if (flaw !== undefined) throw new FlawedRun(flaw);
  }
}

/** Terminals that are open at once, at most. */
function mostTerminals(actions: readonly PlacedAction[]): number {
  let open = 0;
  let most = 0;
  for (const { action } of actions) {
    if (action.type === 'operator.openTerminal') most = Math.max(most, ++open);
    else if (action.type === 'operator.closeTerminal') open = Math.max(0, open - 1);
  }
  return most;
}

function flawOfAction(action: OperatorAction): RunFlaw | undefined {
  switch (action.type) {
    case 'operator.addRule': {
      const { rule } = action;
      if ('probability' in rule && !isBounded(rule.probability, 1)) return 'probability';
      return 'extraMs' in rule && !isBounded(rule.extraMs, DAY_MS) ? 'longDelay' : undefined;
    }
    case 'operator.loseMessage':
      if (!isBounded(action.delayMs, DAY_MS)) return 'longDelay';
      return isBounded(action.sequence) ? undefined : 'beyond';
    case 'operator.resetConnection':
      return isBounded(action.connection) ? undefined : 'beyond';
    default:
      return !('terminal' in action) || isBounded(action.terminal) ? undefined : 'beyond';
  }
}
