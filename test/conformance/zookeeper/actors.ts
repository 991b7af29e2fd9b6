/**
 * Who does the steps of ZooKeeper's cases, and what becomes of their lines: the command lines behind the
 * sentences of `shell`, `oneshot` and `4lw` steps (the transcripts name some commands in short), a
 * zkCli.sh, the recorder itself, a server's log.
 *
 * Read next: harness-steps.ts.
 */
import type { Launch } from '../case-world.ts';
import type { GoldenStep } from '../golden-case.ts';
import type { CommandKind, StepKind } from '../system-cases.ts';
import type { ZooKeeperCase } from './golden-case.ts';
import { doHarnessStep, modesOf } from './harness-steps.ts';
import type { ZooKeeperWorld } from './servers.ts';
import { host, launchBeside, logPath } from './servers.ts';

export interface CommandLine {
  readonly command: string;
  readonly cwd: string;
}

const listFiles =
  'ls; [ -d version-2 ] && ls version-2; ' +
  'for f in version-2/acceptedEpoch version-2/currentEpoch myid; do ' +
  '[ -f $f ] && echo "$f: $(cat $f)"; done; true';

/** Number of the server in whose surroundings a step's command runs. */
export function serverOfActor({ actor, input }: GoldenStep): number {
  const inInput = /^zk(\d): /.exec(input ?? '');
  const inActor = /^4lw:(\d)$/.exec(actor);
  return Number(inInput?.[1] ?? inActor?.[1] ?? 1);
}

/** What bash is given. */
export function commandOf(step: GoldenStep): CommandLine {
  const folder = `/data/server/zk${serverOfActor(step)}/data`;
  const command = step.command ?? (step.input ?? '').replace(/^zk\d: /, '');
  if (/^zkServer\.sh(?! --config)/.test(command)) {
    // The recorder named the configuration in the call, not in the environment: `restart` loses it.
    const folder = `/data/server/zk${serverOfActor(step)}`;
    const rest = command.slice('zkServer.sh'.length);
    return { command: `unset ZOOCFGDIR; zkServer.sh --config ${folder}${rest}`, cwd: '/root' };
  }
  if (command.startsWith('ls dataDir')) return { command: listFiles, cwd: folder };
  if (/^zk(TxnLog|SnapShot)Toolkit/.test(command)) return { command, cwd: `${folder}/version-2` };
  return { command, cwd: '/root' };
}

/** A zkCli.sh that lines are typed to. */
function clientOf({ golden }: ZooKeeperWorld, { argv = ['zkCli.sh'] }: GoldenStep): Launch {
  return launchBeside(golden, 1, argv);
}

/** bash with a command, in the surroundings of its server. */
function bashOf({ golden }: ZooKeeperWorld, step: GoldenStep): Launch {
  const { command, cwd } = commandOf(step);
  return launchBeside(golden, serverOfActor(step), ['bash', '-c', command], cwd);
}

/** A line's message text, without what changes: numbers, addresses, ids. */
export function messageText(line: string): string {
  return line
    .replace(/^.*?\] - (?=[A-Z]+ )/, '')
    .replace(/^([A-Z]+ +)\[[^\]]*(?:\[[^\]]*\][^\]]*)*\] - /, '$1')
    .replace(/<\w+>|0x[0-9a-f]+|\d+/g, '#');
}

const client = /^client:\w+$/;
const shell = /^shell$/;
const harness = /^harness$/;
const command: CommandKind<ZooKeeperCase> = {
  does: 'command',
  begin: (world, step) => world.startCommand(bashOf(world, step)),
};

export const kinds: Readonly<Record<string, StepKind<ZooKeeperCase>>> = {
  start: { actor: client, does: 'start', launchOf: clientOf },
  line: { actor: client, does: 'line' },
  async: { actor: client, does: 'async' },
  oneshot: { actor: shell, ...command },
  shell: { actor: shell, ...command, listsInNoOrder: true },
  // What a server counted may tell of a ping.
  '4lw': { actor: /^4lw:\d+$/, ...command, listsInNoOrder: true, tellsOfIdleness: true },
  modes: { actor: harness, does: 'report', reportOf: modesOf },
  harness: { actor: harness, does: 'act', act: doHarnessStep },
  log: {
    actor: /^log:\d+$/,
    does: 'log',
    placeOf: ({ actor }) => ({ host, path: logPath(Number(actor.slice('log:'.length))) }),
    isMessage: (line) => line.includes(' - '),
    messageText,
  },
};
