/**
 * What of the broker's configuration the controller goes by, as plain data that a routine can be given.
 *
 * Mirrors: the uses of kafka.server.KafkaConfig in kafka.controller, kafka.api.ApiVersion, 2.8.0.
 */
import type { KafkaConfig, KafkaRelease } from '../server/kafka-config.ts';
import type { TopicZNodeVersion } from '../zk/topic-znodes.ts';

export interface ControllerSettings {
  readonly brokerId: number;
  readonly release: KafkaRelease;
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

export function controllerSettings(config: KafkaConfig): ControllerSettings {
  const { values, brokerId, release } = config;
  const isOld = release !== '2.8.0';
  const version = values['inter.broker.protocol.version'];
  const interBrokerListener =
    values['inter.broker.listener.name'] ?? values['security.inter.broker.protocol'];
  return {
    brokerId,
    release,
    isAlterIsrEnabled: !isOld && isAtLeast(version, 2, 7, 2),
    usesTopicId: !isOld && isAtLeast(version, 2, 8, 0),
    isFeatureVersioningSupported: isOld ? null : isAtLeast(version, 2, 7, 0),
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

/** Whether an inter.broker.protocol.version (`2.8-IV1`, `2.7`, `0.10.2`) is that one or a newer one. */
function isAtLeast(text: string, major: number, minor: number, internal: number): boolean {
  const found = /^(\d+)\.(\d+)(?:\.\d+)*(?:-IV(\d+))?/.exec(text);
  if (found === null) return true;
  const parts = [Number(found[1]), Number(found[2]), Number(found[3] ?? Infinity)];
  const wanted = [major, minor, internal];
  for (let i = 0; i < 3; i++) if (parts[i] !== wanted[i]) return parts[i]! > wanted[i]!;
  return true;
}
