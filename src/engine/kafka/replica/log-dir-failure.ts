/**
 * The log folder cannot be written any more: nothing is served from it.
 *
 * Mirrors: ReplicaManager.handleLogDirFailure, 2.8.0.
 * Departs: the one folder that there is takes the broker with it, so that nobody is told by
 * /log_dir_event_notification.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import { stopServingLogDir } from '../log/log-manager.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { removeFetchers } from './fetcher-manager.ts';
import { localLog } from './partition.ts';
import { inImmutableNameOrder } from './partition-order.ts';
import { ownPartition, stepPartition } from './replica-changes.ts';
import { replicaManagerLine } from './replica-lines.ts';

/** For the task `logDirFailed`. */
export function handleLogDirFailure(turn: BrokerTurn): void {
  const { brokerId, logDir } = turn.state.config;
  replicaManagerLine(turn, 'WARN', `Stopping serving replicas in dir ${logDir}`);
  const online = [...mapValues(turn.state.replicas.partitions)].filter(
    (partition) => !partition.isOffline && localLog(turn.state, partition) !== undefined,
  );
  const offline = inImmutableNameOrder(online);
  removeFetchers(turn, offline);
  if (offline.length > 0) {
    const names = offline.map(({ name }) => name).join(', ');
    const prefix = `[ReplicaAlterLogDirsManager on broker ${brokerId}] `;
    const text = `${prefix}Removed fetcher for partitions Set(${names})`;
    kafkaLog(turn, 'server', 'INFO', text, 'kafka.server.ReplicaAlterLogDirsManager');
  }
  for (const { name } of offline) {
    const partition = ownPartition(turn, name);
    partition.isOffline = true;
    partition.isLeader = false;
    stepPartition(partition, { type: 'log.missing' });
  }
  replicaManagerLine(
    turn,
    'WARN',
    `Broker ${brokerId} stopped fetcher for partitions ${offline.map(({ name }) => name).join(',')} ` +
      `and stopped moving logs for partitions  because they are in the failed log directory ${logDir}.`,
  );
  stopServingLogDir(turn);
}
