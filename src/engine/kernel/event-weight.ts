/**
 * Which events are a cluster's pulse: heartbeats, polls that come back empty, and the timers that send
 * them. The history keeps only the latest of these, so that hours of rest do not push out what somebody did.
 *
 * Read next: event-history.ts.
 */
import type { Effect } from './effects.ts';
import type { NodeEvent } from './events.ts';

export type MessageWeight = 'normal' | 'heartbeat' | 'poll';

/**
 * Whether a step was the arrival of a light message, or a timer that only beats: what it asks for is light
 * messages and its own timers. A poll that lets something go on that waited for it is no pulse.
 */
export function isLightStep(
  weightOf: (message: unknown) => MessageWeight,
  event: NodeEvent,
  effects: readonly Effect[],
): boolean {
  if (event.type === 'message') {
    if (weightOf(event.message) === 'normal') return false;
  } else if (event.type !== 'timer' || effects.length === 0) return false;
  return effects.every((effect) => {
    if (effect.type === 'send') return weightOf(effect.message) !== 'normal';
    const isTimer = effect.type === 'setTimer' || effect.type === 'cancelTimer';
    return isTimer && (event.type === 'message' || effect.name === event.name);
  });
}
