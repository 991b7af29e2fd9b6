/**
 * KafkaConsumer.wakeup: whoever waits for the network is woken by an exception.
 *
 * Mirrors: ConsumerNetworkClient.maybeTriggerWakeup, 2.8.0.
 */
import { ownState } from '../../../kernel/turn.ts';
import { ConsumerError, WAKEUP } from './consumer-error.ts';
import type { ConsumerTurn } from './consumer-state.ts';

export function throwIfWoken(turn: ConsumerTurn): void {
  const { isWakeupPending, areWakeupsDisabled } = turn.state;
  if (!isWakeupPending || areWakeupsDisabled) return;
  ownState(turn).isWakeupPending = false;
  throw new ConsumerError(WAKEUP);
}
