/**
 * Who does the steps of Kafka's cases: one bash on each host, programs that are typed to, zkCli.sh for a
 * single command, the recorder itself, files and logs.
 *
 * Read next: harness-steps.ts.
 */
import { entryAt } from '../../../src/engine/index.ts';
import type { CommandResult } from '../case-world.ts';
import type { GoldenStep } from '../golden-case.ts';
import type { StepKind } from '../system-cases.ts';
import type { KafkaCase, KafkaStep } from './golden-case.ts';
import { doHarnessStep } from './harness-steps.ts';
import { launchOn } from './hosts.ts';
import { logPath } from './waiting.ts';

const program = /^proc:\w+$/;

function hostIn({ actor }: GoldenStep): string {
  return actor.split(':')[1]!;
}

/** What zkCli.sh says before the answer. */
const GREETING =
  /^(?:\/usr\/bin\/java\n)?Connecting to [^\n]*\n\nWATCHER::\n\nWatchedEvent state:SyncConnected[^\n]*\n/;

function withoutGreeting(result: CommandResult): CommandResult {
  return { ...result, output: result.output.replace(GREETING, '') };
}

/** A line's message text, without what changes: times, numbers, ids. */
function messageText(line: string): string {
  return line
    .replace(/^\[[^\]]*\] /, '')
    .replace(/<\w+>|[\w-]{22}(?=[),])|[0-9a-f]{8}-[0-9a-f-]{27}|0x[0-9a-f]+|\d+/g, '#');
}

export const kinds: Readonly<Record<string, StepKind<KafkaCase>>> = {
  shell: {
    actor: /^shell:kafka\d$/,
    does: 'command',
    begin: (world, step) => world.startInShell(step.input ?? '', launchOn(hostIn(step), ['bash'])),
  },
  oneshot: {
    actor: /^zk:kafka\d$/,
    does: 'command',
    begin: (world, step) => {
      const host = hostIn(step);
      const line = `zkCli.sh -server localhost:2181 ${step.input ?? ''}`;
      const running = world.startCommand(launchOn(host, ['bash', '-c', line]));
      return (there) => withoutGreeting(running(there));
    },
  },
  start: {
    actor: program,
    does: 'start',
    hasErrorsApart: true,
    launchOf: (_world, step) => {
      const { host = 'kafka1', input } = step as KafkaStep;
      return launchOn(host, ['bash', '-c', `exec ${input ?? ''}`]);
    },
  },
  line: { actor: program, does: 'line' },
  async: { actor: program, does: 'async' },
  signal: { actor: program, does: 'signal' },
  file: {
    actor: /^file:kafka\d:.+$/,
    does: 'command',
    begin: (_world, { actor }) => {
      const [, host = '', path = ''] = /^file:(kafka\d):(.+)$/.exec(actor) ?? [];
      return (there) => {
        const { disk } = there.timeline.world.hosts.get(host)!;
        const exitCode = entryAt(disk, path) === undefined ? 1 : 0;
        return { output: there.fileText(host, path), stderr: '', exitCode };
      };
    },
  },
  harness: { actor: /^harness$/, does: 'act', act: doHarnessStep },
  log: {
    actor: /^log:kafka\d:.+$/,
    does: 'log',
    placeOf: ({ actor }) => {
      const [, host = '', file = ''] = /^log:(kafka\d):(.+)$/.exec(actor) ?? [];
      return { host, path: logPath(file) };
    },
    isMessage: (line) => line.startsWith('['),
    messageText,
  },
};
