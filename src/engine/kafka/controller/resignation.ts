/**
 * How a controller stops being one: because another is elected, because its session is over, or because
 * something is wrong with itself.
 *
 * Mirrors: KafkaController: onControllerResignation, maybeResign, triggerControllerMove,
 * handleIllegalState, 2.8.0.
 */
import { mapKeys } from '../../kernel/persistent-map.ts';
import {
  BROKER_IDS_PATH,
  CONTROLLER_PATH,
  DELETE_TOPICS_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  PREFERRED_REPLICA_ELECTION_PATH,
  REASSIGN_PARTITIONS_PATH,
  TOPICS_PATH,
  brokerIdPath,
  decodeController,
} from '../zk/topic-znodes.ts';
import { resetContext } from './controller-context.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import { ControllerMovedException } from './exceptions.ts';
import {
  deleteOp,
  getData,
  registerAndCheckExistence,
  unregisterChangeHandler,
  unregisterChildChangeHandler,
  write,
} from './zk-requests.ts';
import { inMutableMapOrder, intHash } from '../zk/scala-order.ts';

/** Who /controller names; -1: nobody. */
export function* getControllerId(run: ControllerRun): Work<number> {
  const node = yield* getData(run, CONTROLLER_PATH);
  return node === null ? -1 : (decodeController(node.data) ?? -1);
}

/** Reads /controller again and gives up the role when it names another. */
export function* maybeResign(run: ControllerRun): Work<void> {
  const wasActive = isActive(run);
  yield* registerAndCheckExistence(run, CONTROLLER_PATH);
  run.activeControllerId = yield* getControllerId(run);
  if (wasActive && !isActive(run)) resign(run);
}

/** Forgets all that only a controller knows. */
export function resign(run: ControllerRun): void {
  const { context } = run;
  debug(run, 'Resigning');
  unregisterChildChangeHandler(run, ISR_CHANGE_NOTIFICATION_PATH);
  unregisterChangeHandler(run, REASSIGN_PARTITIONS_PATH);
  unregisterChangeHandler(run, PREFERRED_REPLICA_ELECTION_PATH);
  unregisterChildChangeHandler(run, LOG_DIR_EVENT_NOTIFICATION_PATH);
  const watched = watchedBrokers(run);
  debug(run, `Unregister BrokerModifications handler for Set(${watched.join(', ')})`);
  run.emit({ type: 'rebalance.stopped' });
  log(run, 'partitions', 'INFO', 'Stopped partition state machine');
  unregisterChildChangeHandler(run, TOPICS_PATH);
  unregisterChildChangeHandler(run, DELETE_TOPICS_PATH);
  log(run, 'replicas', 'INFO', 'Stopped replica state machine');
  unregisterChildChangeHandler(run, BROKER_IDS_PATH);
  // Those of single brokers, topics and partitions that are reassigned.
  for (const path of [...mapKeys(context.changeHandlers)]) {
    if (path !== CONTROLLER_PATH) unregisterChangeHandler(run, path);
  }
  run.emit({ type: 'channels.stopped' });
  resetContext(context);
  info(run, 'Resigned');
  run.emit({ type: 'role', event: { type: 'controller.resigned' } });
}

/** Brokers whose registrations are watched. */
function watchedBrokers({ context }: ControllerRun): readonly number[] {
  const prefix = brokerIdPath('');
  const ids = [...mapKeys(context.changeHandlers)]
    .filter((path) => path.startsWith(prefix))
    .map((path) => Number(path.slice(prefix.length)))
    .sort((a, b) => a - b);
  return inMutableMapOrder(ids, intHash);
}

/** Something is wrong with this controller: it gives way to another. */
export function* triggerControllerMove(run: ControllerRun): Work<void> {
  run.activeControllerId = yield* getControllerId(run);
  if (!isActive(run)) {
    log(run, 'controller', 'WARN', MOVED_ALREADY);
    return;
  }
  try {
    const { epochZkVersion } = run.context;
    run.activeControllerId = -1;
    resign(run);
    yield* write(run, [deleteOp(CONTROLLER_PATH)], epochZkVersion);
  } catch (error) {
    if (!(error instanceof ControllerMovedException)) throw error;
    log(run, 'controller', 'WARN', MOVED_ALREADY);
  }
}

const MOVED_ALREADY = 'Controller has already moved when trying to trigger controller movement';

/** Requests to brokers could not be made: resigns, then throws the reason. */
export function* handleIllegalState(run: ControllerRun, error: unknown): Work<never> {
  log(run, 'controller', 'ERROR', 'Forcing the controller to resign');
  yield* triggerControllerMove(run);
  throw error;
}
