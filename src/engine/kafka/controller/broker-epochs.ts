/**
 * The live brokers with their epochs, as upstream prints its table of them.
 *
 * Mirrors: ControllerContext.liveBrokerIdAndEpochs, 2.8.0.
 */
import { liveOrShuttingDownBroker } from './controller-context.ts';
import type { ControllerRun } from './controller-run.ts';

/** `Map(2 -> 46, 1 -> 25)`. */
export function brokerEpochsText({ context }: ControllerRun): string {
  const epochs = context.brokerOrder.map(
    (id) => `${id} -> ${liveOrShuttingDownBroker(context, id)!.epoch}`,
  );
  return `Map(${epochs.join(', ')})`;
}
