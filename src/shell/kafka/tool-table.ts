/**
 * All tools of the release.
 *
 * Mirrors: the scripts in bin and their main classes, 2.8.0.
 * Read next: tool/tool-program.ts, installation.ts.
 */
import { configCommand } from './configs/config-command.ts';
import { consoleConsumer } from './console/console-consumer.ts';
import { consoleProducer } from './console/console-producer.ts';
import { consumerGroupCommand } from './groups/consumer-group-command.ts';
import { leaderElectionCommand } from './elections/leader-election.ts';
import { preferredElectionCommand } from './elections/preferred-election.ts';
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
] as readonly unknown[] as readonly Tool<unknown>[];

export const SCRIPT_TOOLS: readonly Tool<unknown>[] = [
  ...CLASS_TOOLS,
  ...(SERVER_SCRIPTS as readonly unknown[] as readonly Tool<unknown>[]),
];
