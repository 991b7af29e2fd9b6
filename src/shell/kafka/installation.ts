/** temporary */
import type { Behavior } from '../../engine/index.ts';
import { KAFKA_HOME } from '../../engine/kafka/index.ts';
import type { Installation } from '../program/installations.ts';
import { consoleConsumer } from './console/console-consumer.ts';
import { consoleProducer } from './console/console-producer.ts';
import { consumerGroupCommand } from './groups/consumer-group-command.ts';
import { toolProgram } from './tool/tool-program.ts';
import { topicCommand } from './topics/topic-command.ts';

export const kafkaInstallation: Installation = {
  title: 'Kafka',
  folder: `${KAFKA_HOME}/bin`,
  programs: {
    'kafka-topics.sh': toolProgram(topicCommand) as Behavior,
    'kafka-console-consumer.sh': toolProgram(consoleConsumer) as Behavior,
    'kafka-console-producer.sh': toolProgram(consoleProducer) as Behavior,
    'kafka-consumer-groups.sh': toolProgram(consumerGroupCommand) as Behavior,
  },
  tools: [],
  mainClasses: { Kafka: 'kafka.Kafka' },
  readers: ['kafka-console-producer.sh'],
  messageOf: () => null,
};
