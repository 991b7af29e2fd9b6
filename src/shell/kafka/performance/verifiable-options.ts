/**
 * The options of kafka-verifiable-producer.sh and kafka-verifiable-consumer.sh.
 *
 * Mirrors: argParser of VerifiableProducer and VerifiableConsumer, 2.8.0.
 */
import type { Namespace } from '../argparse/arg-parser.ts';
import { failParsing } from '../argparse/arg-parser.ts';
import type { Argument, ArgumentParser, ExclusiveGroup } from '../argparse/arguments.ts';
import { HELP } from '../argparse/arguments.ts';
import { JavaException } from '../java/exception.ts';
import { loadProperties } from '../tool/files.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';

const ADDRESSES = 'HOST1:PORT1[,HOST2:PORT2[...]]';
const FORM = 'Comma-separated list of Kafka brokers in the form HOST1:PORT1,HOST2:PORT2,...';

function connectionGroup(begin: string): ExclusiveGroup {
  return {
    title: 'Connection Group',
    description: 'Group of arguments for connection to brokers',
    isRequired: true,
    arguments: [
      {
        flags: ['--bootstrap-server'],
        metavar: ADDRESSES,
        dest: 'bootstrapServer',
        help: `${begin} The server(s) to connect to. ${FORM}`,
      },
      {
        flags: ['--broker-list'],
        metavar: ADDRESSES,
        dest: 'brokerList',
        help: `DEPRECATED, use --bootstrap-server instead; ignored if --bootstrap-server is specified.  ${FORM}`,
      },
    ],
  };
}

/** The group's own were added before the argument at `groupAt`. */
function parser(
  prog: string,
  description: string,
  all: readonly Argument[],
  group: ExclusiveGroup,
  groupAt: number,
): ArgumentParser {
  const before = all.slice(0, groupAt);
  const after = all.slice(groupAt);
  return {
    prog,
    description,
    arguments: [HELP, ...before, ...group.arguments, ...after],
    groups: [group],
  };
}

const MAX_MESSAGES: Argument = {
  flags: ['--max-messages'],
  metavar: 'MAX-MESSAGES',
  dest: 'maxMessages',
  type: 'Integer',
  defaultsTo: -1,
  help: '',
};

export const VERIFIABLE_PRODUCER = parser(
  'verifiable-producer',
  'This tool produces increasing integers to the specified topic and prints JSON metadata to stdout on each "send" request, making externally visible which messages have been acked and which have not.',
  [
    {
      flags: ['--topic'],
      metavar: 'TOPIC',
      isRequired: true,
      help: 'Produce messages to this topic.',
    },
    {
      ...MAX_MESSAGES,
      help: 'Produce this many messages. If -1, produce messages until the process is killed externally.',
    },
    {
      flags: ['--throughput'],
      metavar: 'THROUGHPUT',
      type: 'Integer',
      defaultsTo: -1,
      help: 'If set >= 0, throttle maximum message throughput to *approximately* THROUGHPUT messages/sec.',
    },
    {
      flags: ['--acks'],
      metavar: 'ACKS',
      type: 'Integer',
      choices: [0, 1, -1],
      defaultsTo: -1,
      help: 'Acks required on each produced message. See Kafka docs on acks for details.',
    },
    {
      flags: ['--producer.config'],
      metavar: 'CONFIG_FILE',
      dest: 'config',
      help: 'Producer config properties file.',
    },
    {
      flags: ['--message-create-time'],
      metavar: 'CREATETIME',
      dest: 'createTime',
      type: 'Long',
      defaultsTo: -1,
      help: 'Send messages with creation time starting at the arguments value, in milliseconds since epoch',
    },
    {
      flags: ['--value-prefix'],
      metavar: 'VALUE-PREFIX',
      dest: 'valuePrefix',
      type: 'Integer',
      help: 'If specified, each produced value will have this prefix with a dot separator',
    },
    {
      flags: ['--repeating-keys'],
      metavar: 'REPEATING-KEYS',
      dest: 'repeatingKeys',
      type: 'Integer',
      help: 'If specified, each produced record will have a key starting at 0 increment by 1 up to the number specified (exclusive), then the key is set to 0 again',
    },
  ],
  connectionGroup('REQUIRED:'),
  1,
);

export const VERIFIABLE_CONSUMER = parser(
  'verifiable-consumer',
  'This tool consumes messages from a specific topic and emits consumer events (e.g. group rebalances, received messages, and offsets committed) as JSON objects to STDOUT.',
  [
    {
      flags: ['--topic'],
      metavar: 'TOPIC',
      isRequired: true,
      help: 'Consumes messages from this topic.',
    },
    {
      flags: ['--group-id'],
      metavar: 'GROUP_ID',
      dest: 'groupId',
      isRequired: true,
      help: 'The groupId shared among members of the consumer group',
    },
    {
      flags: ['--group-instance-id'],
      metavar: 'GROUP_INSTANCE_ID',
      dest: 'groupInstanceId',
      help: 'A unique identifier of the consumer instance',
    },
    {
      ...MAX_MESSAGES,
      help: 'Consume this many messages. If -1 (the default), the consumer will consume until the process is killed externally',
    },
    {
      flags: ['--session-timeout'],
      metavar: 'TIMEOUT_MS',
      dest: 'sessionTimeout',
      type: 'Integer',
      defaultsTo: 30_000,
      help: "Set the consumer's session timeout",
    },
    {
      flags: ['--verbose'],
      action: 'storeTrue',
      help: 'Enable to log individual consumed records',
    },
    {
      flags: ['--enable-autocommit'],
      action: 'storeTrue',
      dest: 'useAutoCommit',
      help: 'Enable offset auto-commit on consumer',
    },
    {
      flags: ['--reset-policy'],
      dest: 'resetPolicy',
      defaultsTo: 'earliest',
      help: "Set reset policy (must be either 'earliest', 'latest', or 'none'",
    },
    {
      flags: ['--assignment-strategy'],
      dest: 'assignmentStrategy',
      defaultsTo: 'org.apache.kafka.clients.consumer.RangeAssignor',
      help: 'Set assignment strategy (e.g. org.apache.kafka.clients.consumer.RoundRobinAssignor)',
    },
    {
      flags: ['--consumer.config'],
      metavar: 'CONFIG_FILE',
      dest: 'config',
      help: 'Consumer config properties file (config options shared with command line parameters will be overridden).',
    },
  ],
  connectionGroup('REQUIRED unless --broker-list(deprecated) is specified.'),
  0,
);

/** What the file of --producer.config or --consumer.config holds. */
export function* configFile(
  own: ArgumentParser,
  values: Namespace,
  output: ToolOutput,
): ToolScript<Readonly<Record<string, string>>> {
  const file = values.get('config') as string | null;
  if (file === null) return {};
  try {
    return yield* loadProperties(file);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    return failParsing(own, error.text ?? '', output);
  }
}
