/**
 * The command lines behind the sentences of `shell`, `oneshot` and `4lw` steps: the transcripts
 * name some commands in short.
 */
import type { GoldenStep } from './golden-case.ts';

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
