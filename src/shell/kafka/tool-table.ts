/**
 * All tools of the release.
 *
 * Mirrors: the scripts in bin and their main classes, 2.8.0.
 * Read next: tool/tool-program.ts, installation.ts.
 */
import { aclCommand } from './acls/acl-command.ts';
import { configCommand } from './configs/config-command.ts';
import { consoleConsumer } from './console/console-consumer.ts';
import { consoleProducer } from './console/console-producer.ts';
import { consumerGroupCommand } from './groups/consumer-group-command.ts';
import { dumpLogTool } from './dump-log/dump-log.ts';
import { leaderElectionCommand } from './elections/leader-election.ts';
import { preferredElectionCommand } from './elections/preferred-election.ts';
import { brokerApiVersionsCommand } from './inspect/broker-api-versions.ts';
import { clusterTool } from './inspect/cluster-tool.ts';
import { delegationTokenCommand } from './inspect/delegation-tokens.ts';
import { deleteRecordsCommand } from './inspect/delete-records.ts';
import { featureCommand } from './inspect/features.ts';
import { getOffsetShell } from './inspect/get-offset-shell.ts';
import { logDirsCommand } from './inspect/log-dirs.ts';
import { replicaVerificationTool } from './inspect/replica-verification.ts';
import { storageTool } from './inspect/storage-tool.ts';
import { consumerPerformance } from './performance/consumer-performance.ts';
import { producerPerformance } from './performance/producer-performance.ts';
import { verifiableConsumer } from './performance/verifiable-consumer.ts';
import { verifiableProducer } from './performance/verifiable-producer.ts';
import { reassignCommand } from './reassign/reassign-command.ts';
import { SERVER_SCRIPTS } from './server/server-scripts.ts';
import type { Tool } from './tool/tool.ts';
import { topicCommand } from './topics/topic-command.ts';

/** Tools that are a main class: their scripts hand everything on to it. */
export const CLASS_TOOLS: readonly Tool<unknown>[] = [
  topicCommand,
  consoleProducer,
  consoleConsumer,
  consumerGroupCommand,
  configCommand,
  leaderElectionCommand,
  preferredElectionCommand,
  reassignCommand,
  dumpLogTool,
  deleteRecordsCommand,
  logDirsCommand,
  brokerApiVersionsCommand,
  featureCommand,
  clusterTool,
  aclCommand,
  delegationTokenCommand,
  verifiableProducer,
  verifiableConsumer,
  producerPerformance,
  consumerPerformance,
  storageTool,
  replicaVerificationTool,
] as readonly unknown[] as readonly Tool<unknown>[];

/** Of classes that have no script. */
export const CLASSES: readonly Tool<unknown>[] = [
  ...CLASS_TOOLS,
  getOffsetShell as unknown as Tool<unknown>,
];

export const SCRIPT_TOOLS: readonly Tool<unknown>[] = [
  ...CLASS_TOOLS,
  ...(SERVER_SCRIPTS as readonly unknown[] as readonly Tool<unknown>[]),
];
