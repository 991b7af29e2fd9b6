/**
 * Scripts that start and stop brokers and ZooKeeper servers.
 *
 * Mirrors: bin/kafka-server-start.sh, kafka-server-stop.sh, zookeeper-server-start.sh,
 * zookeeper-server-stop.sh, 2.8.0.
 * Read next: launch-server.ts.
 */
import { signalOf } from '../../program/signals.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call } from '../tool/tool.ts';
import { launchServer } from './launch-server.ts';

interface Starting {
  readonly script: string;
  readonly mainClass: string;
  readonly usage: string;
  /** `-name` of kafka-run-class.sh. */
  readonly daemonName: string;
}

function startScript({ script, mainClass, usage, daemonName }: Starting): Tool {
  return {
    name: script,
    mainClass,
    onSignal: 'forward',
    *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
      const { words, installation } = input;
      if (words.length === 0) {
        output.out(`USAGE: ${installation.script} [-daemon] ${usage}\n`);
        return { exit: 1 };
      }
      const isDaemon = words[0] === '-daemon';
      const rest = isDaemon ? words.slice(1) : words;
      return yield* launchServer(input, {
        name: daemonName,
        logsGc: true,
        isDaemon,
        words: [mainClass, ...rest],
      });
    },
  };
}

interface Stopping {
  readonly script: string;
  readonly program: string;
  readonly complaint: string;
}

function stopScript({ script, program, complaint }: Stopping): Tool {
  return {
    name: script,
    mainClass: '',
    *main({ environment, installation }: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
      const { processes } = yield* call({ type: 'processes' }, 'processes');
      const found = processes.filter((each) => each.program === program);
      if (found.length === 0) {
        output.out(`${complaint}\n`);
        return { exit: 1 };
      }
      const word = environment['SIGNAL'] || 'TERM';
      const signal = signalOf(word);
      if (signal === undefined) {
        const complaint = `kill: ${word}: invalid signal specification`;
        output.err(`${installation.script}: line ${KILL_LINE}: ${complaint}\n`);
        return { exit: 1 };
      }
      if (signal === 0) return { exit: 0 };
      const effects = found.map(({ pid }) => ({ type: 'signal', pid, signal }) as const);
      yield* call({ type: 'effects', effects }, 'done');
      return { exit: 0 };
    },
  };
}

/** Where both scripts call `kill`. */
const KILL_LINE = 34;

const ZOOKEEPER = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';

export const SERVER_SCRIPTS: readonly Tool[] = [
  startScript({
    script: 'kafka-server-start.sh',
    mainClass: 'kafka.Kafka',
    usage: 'server.properties [--override property=value]*',
    daemonName: 'kafkaServer',
  }),
  stopScript({
    script: 'kafka-server-stop.sh',
    program: 'Kafka',
    complaint: 'No kafka server to stop',
  }),
  startScript({
    script: 'zookeeper-server-start.sh',
    mainClass: ZOOKEEPER,
    usage: 'zookeeper.properties',
    daemonName: 'zookeeper',
  }),
  stopScript({
    script: 'zookeeper-server-stop.sh',
    program: 'QuorumPeerMain',
    complaint: 'No zookeeper server to stop',
  }),
];
