/**
 * Watching the registrations of brokers.
 *
 * Mirrors: KafkaController: registerBrokerModificationsHandler, unregisterBrokerModificationsHandler, 2.8.0.
 */
import { brokerIdPath } from '../zk/topic-znodes.ts';
import { debug } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { registerAndCheckExistence, unregisterChangeHandler } from './zk-requests.ts';

/** `listed`: the collection as upstream prints it. */
export function* registerBrokerModificationsHandlers(
  run: ControllerRun,
  brokerIds: readonly number[],
  listed: string,
): Work<void> {
  debug(run, `Register BrokerModifications handler for ${listed}`);
  for (const id of brokerIds) yield* registerAndCheckExistence(run, brokerIdPath(id));
}

export function unregisterBrokerModificationsHandlers(
  run: ControllerRun,
  brokerIds: readonly number[],
): void {
  debug(run, `Unregister BrokerModifications handler for Vector(${brokerIds.join(', ')})`);
  for (const id of brokerIds) unregisterChangeHandler(run, brokerIdPath(id));
}
