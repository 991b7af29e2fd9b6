/**
 * What of the broker's configuration the controller goes by, as plain data that a routine can be given.
 *
 * Mirrors: the uses of kafka.server.KafkaConfig in kafka.controller, 2.8.0.
 */
import { isAtLeast } from '../config/api-version.ts';
import type { KafkaConfig } from '../server/kafka-config.ts';
import type { TopicZNodeVersion } from '../zk/topic-znodes.ts';

export interface ControllerSettings {
  readonly brokerId: number;
  /** Release 2.2: no KIP-455, no AlterIsr, no topic ids. */
  readonly isOld: boolean;
  /** Whether leaders ask the controller to change an ISR (else they write it themselves). */
  readonly isAlterIsrEnabled: boolean;
  readonly usesTopicId: boolean;
  /** Null: the release knows no /feature. */
  readonly isFeatureVersioningSupported: boolean | null;
  readonly topicZNodeVersion: TopicZNodeVersion;
  readonly deleteTopicEnable: boolean;
  readonly autoLeaderRebalanceEnable: boolean;
  readonly leaderImbalancePerBrokerPercentage: number;
  readonly leaderImbalanceCheckIntervalSeconds: number;
  readonly uncleanLeaderElectionEnable: boolean;
  /** Which of a broker's endpoints other brokers are told of as its address. */
  readonly interBrokerListener: string;
  /** Which of a broker's endpoints the controller dials. */
  readonly controlPlaneListener: string;
}

/** Whether a broker is of release 2.2. */
export function isOldRelease({ release }: KafkaConfig): boolean {
  return release !== '2.8.0';
}

export function controllerSettings(config: KafkaConfig): ControllerSettings {
  const { values, brokerId } = config;
  const isOld = isOldRelease(config);
  const version = values['inter.broker.protocol.version'];
  const interBrokerListener =
    values['inter.broker.listener.name'] ?? values['security.inter.broker.protocol'];
  return {
    brokerId,
    isOld,
    isAlterIsrEnabled: !isOld && isAtLeast(version, '2.7-IV2'),
    usesTopicId: !isOld && isAtLeast(version, '2.8-IV0'),
    isFeatureVersioningSupported: isOld ? null : isAtLeast(version, '2.7-IV0'),
    topicZNodeVersion: isOld ? 1 : 3,
    deleteTopicEnable: values['delete.topic.enable'],
    autoLeaderRebalanceEnable: values['auto.leader.rebalance.enable'],
    leaderImbalancePerBrokerPercentage: values['leader.imbalance.per.broker.percentage'],
    leaderImbalanceCheckIntervalSeconds: values['leader.imbalance.check.interval.seconds'],
    uncleanLeaderElectionEnable: values['unclean.leader.election.enable'],
    interBrokerListener,
    controlPlaneListener: values['control.plane.listener.name'] ?? interBrokerListener,
  };
}
