/**
 * Before 2.7 a leader writes its in-sync replicas into the partition’s znode itself, and tells the
 * controller by a notification when changes have come to rest.
 *
 * Mirrors: kafka.server.ZkIsrManager, kafka.utils.ReplicationUtils.updateLeaderAndIsr,
 * KafkaZkClient.propagateIsrChanges, 2.8.0; ReplicaManager.maybePropagateIsrChanges, 2.2.0.
 * Read next: zk-isr-response.ts.
 */
import { OPEN_ACL_UNSAFE } from '../../zookeeper/client/index.ts';
import { parsePartitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { zkCall } from '../zk/broker-zk.ts';
import { encodePartitionState, encodePartitions } from '../zk/topic-znodes.ts';
import { isrChangePath, partitionStatePath } from '../zk/topic-paths.ts';
import type { AlterIsrItem } from './alter-isr-state.ts';
import { isAlterIsrSupported } from './ibp.ts';
import { ownReplicaPart } from './replica-changes.ts';

export const PROPAGATION_TIMER = 'replica:isr-change-propagation';

const CHECK_INTERVAL_MS = 2500;
const LINGER_MS = 5000;
const MAX_DELAY_MS = 60000;

/** Whom replies of ZooKeeper are for. */
export type ReplicaZkPurpose =
  | { readonly type: 'configs'; readonly awaiting: number }
  | { readonly type: 'isrWritten'; readonly item: AlterIsrItem }
  /** The version was another one: it may have been this very write, its answer lost. */
  | { readonly type: 'isrChecked'; readonly item: AlterIsrItem }
  | { readonly type: 'isrPropagated' };

export function startZkIsrManager(turn: BrokerTurn): void {
  if (isAlterIsrSupported(turn.state.config)) return;
  const { nowMs } = turn.env;
  ownReplicaPart(turn, 'alterIsr').zk = {
    changed: [],
    lastChangeMs: nowMs,
    lastPropagationMs: nowMs,
  };
  setPropagationTimer(turn);
}

function setPropagationTimer(turn: BrokerTurn): void {
  turn.effects.push({ type: 'setTimer', name: PROPAGATION_TIMER, delayMs: CHECK_INTERVAL_MS });
}

/** Only if the znode has the version that is known. */
export function writeIsr(turn: BrokerTurn, item: AlterIsrItem): void {
  const purpose: ReplicaZkPurpose = { type: 'isrWritten', item };
  const { zkVersion: version } = item;
  zkCall(
    turn,
    [
      {
        type: 'SetDataRequest',
        path: partitionStatePath(item),
        data: isrData(turn, item),
        version,
      },
    ],
    { to: 'replicas', data: purpose },
  );
}

export function isrData(turn: BrokerTurn, item: AlterIsrItem): string {
  const { controllerEpoch, leaderEpoch, newIsr: isr, zkVersion } = item;
  const leader = turn.state.config.brokerId;
  return encodePartitionState({
    leaderAndIsr: { leader, leaderEpoch, isr, zkVersion },
    controllerEpoch,
  });
}

export function readIsr(turn: BrokerTurn, item: AlterIsrItem): void {
  const purpose: ReplicaZkPurpose = { type: 'isrChecked', item };
  zkCall(turn, [{ type: 'GetDataRequest', path: partitionStatePath(item), watch: false }], {
    to: 'replicas',
    data: purpose,
  });
}

export function noteIsrChange(turn: BrokerTurn, name: string): void {
  const { changed, lastPropagationMs } = turn.state.replicas.alterIsr.zk;
  ownReplicaPart(turn, 'alterIsr').zk = {
    changed: changed.includes(name) ? changed : [...changed, name],
    lastChangeMs: turn.env.nowMs,
    lastPropagationMs,
  };
}

/** When there was no change for five seconds, or no notification for a minute. */
export function propagateIsrChanges(turn: BrokerTurn): void {
  setPropagationTimer(turn);
  const { changed, lastChangeMs, lastPropagationMs } = turn.state.replicas.alterIsr.zk;
  const { nowMs } = turn.env;
  const isAtRest = lastChangeMs + LINGER_MS < nowMs;
  if (changed.length === 0 || !(isAtRest || lastPropagationMs + MAX_DELAY_MS < nowMs)) return;
  const purpose: ReplicaZkPurpose = { type: 'isrPropagated' };
  const data = encodePartitions(changed.map((name) => parsePartitionName(name)!));
  zkCall(
    turn,
    [
      {
        type: 'CreateRequest',
        path: isrChangePath(),
        data,
        acl: OPEN_ACL_UNSAFE,
        mode: 'PERSISTENT_SEQUENTIAL',
        withStat: false,
      },
    ],
    { to: 'replicas', data: purpose },
  );
  const { zk } = ownReplicaPart(turn, 'alterIsr');
  ownReplicaPart(turn, 'alterIsr').zk = {
    changed: [],
    lastChangeMs: zk.lastChangeMs,
    lastPropagationMs: nowMs,
  };
}
