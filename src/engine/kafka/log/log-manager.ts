/**
 * All logs of a broker: loaded at the start, checkpointed and cleaned in the background, closed at the end.
 *
 * Mirrors: kafka.log.LogManager, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { BrokerTurn } from '../server/broker-state.ts';

/** Loads what is on the disk, recovering after an unclean stop. False: the folder cannot be used. */
export function startLogManager(_turn: BrokerTurn): boolean {
  throw new Error('unwritten');
}

/** A timer named `log:…`, or `disk.failed` below the log folder; false: not for the logs. */
export function logManagerEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}

/** Flushes, closes, writes all checkpoints and the clean-shutdown marker. */
export function shutdownLogManager(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}
