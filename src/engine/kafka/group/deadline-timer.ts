/**
 * Timers that the coordinators' deadlines share. What is remembered as a deadline has to be exactly the
 * time at which the kernel fires, or the timer would find nothing due and be set anew for ever.
 */
import type { BrokerTurn } from '../server/broker-state.ts';

/** Virtual time after so many milliseconds, as exact as the kernel's timers are. */
export function deadlineAfter(turn: BrokerTurn, delayMs: number): number {
  return Math.round((turn.env.nowMs + delayMs) * 1000) / 1000;
}

/**
 * Sets a timer to a virtual time. It stands before everything else that the step asks for: behind a sync it
 * would come late, and undo what a later step has set meanwhile.
 */
export function setDeadlineTimer(turn: BrokerTurn, name: string, atMs: number): void {
  const { effects } = turn;
  const known = effects.findIndex((effect) => effect.type === 'setTimer' && effect.name === name);
  if (known >= 0) effects.splice(known, 1);
  effects.unshift({ type: 'setTimer', name, delayMs: Math.max(0, atMs - turn.env.nowMs) });
}
