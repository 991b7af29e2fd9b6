/**
 * Which events are a cluster's pulse: heartbeats, polls that come back empty, and the timers that send
 * them. The history keeps only the latest of these, so that hours of rest do not push out what somebody did.
 *
 * Read next: event-history.ts.
 */
import type { Effect } from './effects.ts';
import type { NodeEvent } from './events.ts';

export type MessageWeight = 'normal' | 'heartbeat' | 'poll';

/** Whether a step was the arrival of a light message, or a timer that only beats: sends such and sets itself. */
export function isLightStep(
  weightOf: (message: unknown) => MessageWeight,
  event: NodeEvent,
  effects: readonly Effect[],
): boolean {
  if (event.type === 'message') return weightOf(event.message) !== 'normal';
  if (event.type !== 'timer' || effects.length === 0) return false;
  return effects.every((effect) => {
    if (effect.type === 'send') return weightOf(effect.message) !== 'normal';
    const isTimer = effect.type === 'setTimer' || effect.type === 'cancelTimer';
    return isTimer && effect.name === event.name;
  });
}
