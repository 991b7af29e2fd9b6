/**
 * Which event a change in ZooKeeper is.
 *
 * Mirrors: the handlers at the end of KafkaController.scala (BrokerChangeHandler, TopicChangeHandler,
 * ControllerChangeHandler …), ZooKeeperClientWatcher.process, 2.8.0. A watch fires once: the routine of
 * its event reads the path again and so sets it anew.
 */
import { mapHas } from '../../kernel/persistent-map.ts';
import type { WatchedEvent } from '../../zookeeper/client/index.ts';
import {
  BROKER_IDS_PATH,
  CONTROLLER_PATH,
  DELETE_TOPICS_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  PREFERRED_REPLICA_ELECTION_PATH,
  REASSIGN_PARTITIONS_PATH,
  TOPICS_PATH,
} from '../zk/topic-znodes.ts';
import type { ControllerEvent } from './controller-event.ts';
import type { ControllerContext } from './controller-state.ts';
import { zkElection } from './zk-election.ts';

/** Whether a handler is registered for it. */
export function isWatched(context: ControllerContext, { type, path }: WatchedEvent): boolean {
  if (path === null) return false;
  const handlers =
    type === 'NodeChildrenChanged' ? context.childChangeHandlers : context.changeHandlers;
  return mapHas(handlers, path);
}

/** Null: the handler does nothing with it. */
export function watchedEvent({ type, path }: WatchedEvent): ControllerEvent | null {
  if (path === null) return null;
  switch (type) {
    case 'NodeChildrenChanged':
      return CHILDREN[path] ?? null;
    case 'NodeCreated':
      return CREATED[path] ?? null;
    case 'NodeDeleted':
      return path === CONTROLLER_PATH ? { type: 'Reelect' } : null;
    case 'NodeDataChanged':
      return dataChanged(path);
    default:
      return null;
  }
}

const CHILDREN: Readonly<Record<string, ControllerEvent>> = {
  [BROKER_IDS_PATH]: { type: 'BrokerChange' },
  [TOPICS_PATH]: { type: 'TopicChange' },
  [DELETE_TOPICS_PATH]: { type: 'TopicDeletion' },
  [LOG_DIR_EVENT_NOTIFICATION_PATH]: { type: 'LogDirEventNotification' },
  [ISR_CHANGE_NOTIFICATION_PATH]: { type: 'IsrChangeNotification' },
};

const CREATED: Readonly<Record<string, ControllerEvent>> = {
  [CONTROLLER_PATH]: { type: 'ControllerChange' },
  [PREFERRED_REPLICA_ELECTION_PATH]: zkElection(),
  [REASSIGN_PARTITIONS_PATH]: { type: 'ZkPartitionReassignment' },
};

function dataChanged(path: string): ControllerEvent | null {
  if (path === CONTROLLER_PATH) return { type: 'ControllerChange' };
  const broker = below(BROKER_IDS_PATH, path);
  if (broker !== null) return { type: 'BrokerModifications', brokerId: Number(broker) };
  const parts = below(TOPICS_PATH, path)?.split('/') ?? [];
  const [topic, , partition] = parts;
  if (topic === undefined) return null;
  if (parts.length === 1) return { type: 'PartitionModifications', topic };
  return {
    type: 'PartitionReassignmentIsrChange',
    partition: { topic, partition: Number(partition) },
  };
}

function below(parent: string, path: string): string | null {
  return path.startsWith(`${parent}/`) ? path.slice(parent.length + 1) : null;
}
