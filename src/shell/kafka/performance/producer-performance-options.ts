/**
 * The options of kafka-producer-perf-test.sh.
 *
 * Mirrors: ProducerPerformance.argParser, 2.8.0.
 */
import type { Argument, ArgumentParser } from '../argparse/arguments.ts';
import { HELP } from '../argparse/arguments.ts';

const PAYLOAD: readonly Argument[] = [
  {
    flags: ['--record-size'],
    metavar: 'RECORD-SIZE',
    dest: 'recordSize',
    type: 'Integer',
    help: 'message size in bytes. Note that you must provide exactly one of --record-size or --payload-file.',
  },
  {
    flags: ['--payload-file'],
    metavar: 'PAYLOAD-FILE',
    dest: 'payloadFile',
    help: 'file to read the message payloads from. This works only for UTF-8 encoded text files. Payloads will be read from this file and a payload will be randomly selected when sending messages. Note that you must provide exactly one of --record-size or --payload-file.',
  },
];

export const PRODUCER_PERFORMANCE: ArgumentParser = {
  prog: 'producer-performance',
  description: 'This tool is used to verify the producer performance.',
  arguments: [
    HELP,
    {
      flags: ['--topic'],
      metavar: 'TOPIC',
      isRequired: true,
      help: 'produce messages to this topic',
    },
    {
      flags: ['--num-records'],
      metavar: 'NUM-RECORDS',
      dest: 'numRecords',
      type: 'Long',
      isRequired: true,
      help: 'number of messages to produce',
    },
    ...PAYLOAD,
    {
      flags: ['--payload-delimiter'],
      metavar: 'PAYLOAD-DELIMITER',
      dest: 'payloadDelimiter',
      defaultsTo: '\\n',
      help: 'provides delimiter to be used when --payload-file is provided. Defaults to new line. Note that this parameter will be ignored if --payload-file is not provided.',
    },
    {
      flags: ['--throughput'],
      metavar: 'THROUGHPUT',
      type: 'Integer',
      isRequired: true,
      help: 'throttle maximum message throughput to *approximately* THROUGHPUT messages/sec. Set this to -1 to disable throttling.',
    },
    {
      flags: ['--producer-props'],
      metavar: 'PROP-NAME=PROP-VALUE',
      dest: 'producerConfig',
      isList: true,
      help: 'kafka producer related configuration properties like bootstrap.servers,client.id etc. These configs take precedence over those passed via --producer.config.',
    },
    {
      flags: ['--producer.config'],
      metavar: 'CONFIG-FILE',
      dest: 'producerConfigFile',
      help: 'producer config properties file.',
    },
    {
      flags: ['--print-metrics'],
      dest: 'printMetrics',
      action: 'storeTrue',
      help: 'print out metrics at the end of the test.',
    },
    {
      flags: ['--transactional-id'],
      metavar: 'TRANSACTIONAL-ID',
      dest: 'transactionalId',
      defaultsTo: 'performance-producer-default-transactional-id',
      help: 'The transactionalId to use if transaction-duration-ms is > 0. Useful when testing the performance of concurrent transactions.',
    },
    {
      flags: ['--transaction-duration-ms'],
      metavar: 'TRANSACTION-DURATION',
      dest: 'transactionDurationMs',
      type: 'Long',
      defaultsTo: 0,
      help: 'The max age of each transaction. The commitTransaction will be called after this time has elapsed. Transactions are only enabled if this value is positive.',
    },
  ],
  groups: [
    {
      title: '',
      description: 'either --record-size or --payload-file must be specified but not both.',
      isRequired: true,
      arguments: PAYLOAD,
    },
  ],
};
