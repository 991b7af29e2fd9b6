/**
 * Scenarios as text: one line a step, with typed lines, faults and waits, read into steps and
 * written from a journal. Pure.
 *
 *     +2s client1: zkCli.sh -server zk1:2181     # types into the newest terminal of client1
 *     wait for leader
 *     kill leader                                # or zk3, server.3, follower
 */
import { foremost, hostViews, isServerProcess, verbs } from '../../engine/index.ts';
import type { JournalEntry, OperatorAction, World } from '../../engine/index.ts';
import * as bounds from '../app/bounds.ts';
import { firstAnswer, systemUis } from '../systems/loaded.ts';
import type { Step } from '../systems/system-ui.ts';
import { terminalOn } from './terminal-on.ts';

export type ParsedScript =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | {
      readonly ok: false;
      readonly line: number;
      readonly text: string;
      /** What is too much, where the line is understood. */
      readonly flaw?: ScriptFlaw;
    };

export type ScriptFlaw = 'characters' | 'steps' | 'line' | 'wait' | 'slow';

/** Between two lines without a time of their own. */
const USUAL_WAIT_MS = 1000;

type Actions = readonly OperatorAction[];
type Reader = (words: RegExpExecArray) => Pick<Step, 'until' | 'actions'>;

/** A step names something that is not there. */
export class NotThere extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

const NAME = '([\\w.-]+)';

const LINES: readonly (readonly [RegExp, Reader])[] = [
  line(`wait for ${NAME}`, ([, what]) => ({
    until: (world) => isThere(world, what!),
    actions: () => [],
  })),
  line('wait', () => ({ actions: () => [] })),
  line(`open ${NAME}`, ([, host]) => ({
    actions: (world) => verbs.openTerminal(hostOf(world, host!)),
  })),
  line(`${NAME}(?:#(\\d+))?: ?(.*)`, ([, host, number, text]) => ({
    actions: (world) => typed(world, hostOf(world, host!), number, text!),
  })),
  line(`\\^C ${NAME}`, ([, host]) => ({
    actions: (world) => {
      const terminal = terminalOn(world, hostOf(world, host!));
      return terminal === undefined ? [] : verbs.interrupt(terminal);
    },
  })),
  ...serverLines({
    kill: verbs.kill,
    stop: verbs.terminate,
    start: verbs.restart,
    restart: verbs.restart,
    pause: verbs.pause,
    resume: verbs.resume,
  }),
  line(`power off ${NAME}`, ([, host]) => onHost(host!, verbs.powerOff)),
  line(`power on ${NAME}`, ([, host]) => onHost(host!, verbs.powerOn)),
  line('heal all', () => ({ actions: verbs.healAll })),
  line(`heal ${NAME} ${NAME}`, (words) => onPair(words, verbs.heal)),
  line(`cut ${NAME} > ${NAME}`, (words) => onPair(words, verbs.cutOneWay)),
  line(`cut ${NAME} ${NAME}`, (words) => onPair(words, verbs.cut)),
  line(`isolate ${NAME}`, ([, host]) => onHost(host!, verbs.isolate)),
  line(`rejoin ${NAME}`, ([, host]) => onHost(host!, verbs.rejoin)),
  line(`slow disk ${NAME} (\\d+)`, ([, host, ms]) =>
    onHost(host!, (name) => verbs.slowDisk(name, Number(ms))),
  ),
  line(`fast disk ${NAME}`, ([, host]) => onHost(host!, verbs.fastDisk)),
  line(`slow ${NAME} > ${NAME} (\\d+)`, (words) =>
    onPair(words, (a, b) => verbs.slowOneWay(a, b, Number(words[3]))),
  ),
  line(`fast ${NAME} > ${NAME}`, (words) => onPair(words, verbs.fastOneWay)),
];

function line(pattern: string, read: Reader): readonly [RegExp, Reader] {
  return [new RegExp(`^${pattern}$`), read];
}

function serverLines(
  table: Readonly<Record<string, (key: string) => Actions>>,
): readonly (readonly [RegExp, Reader])[] {
  return Object.entries(table).map(([verb, act]) =>
    line(`${verb} ${NAME}`, ([, server]) => ({
      actions: (world) => act(serverKeyOf(world, server!)),
    })),
  );
}

function onHost(host: string, act: (host: string) => Actions): Pick<Step, 'actions'> {
  return { actions: (world) => act(hostOf(world, host)) };
}

function onPair(
  [, a, b]: RegExpExecArray,
  act: (a: string, b: string) => Actions,
): Pick<Step, 'actions'> {
  return { actions: (world) => act(hostOf(world, a!), hostOf(world, b!)) };
}

/** The first line that is not understood or asks for too much, or all steps. */
export function parseScript(text: string): ParsedScript {
  if (text.length > bounds.SCRIPT_CHARACTERS) {
    return { ok: false, line: 1, text: '', flaw: 'characters' };
  }
  const steps: Step[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, amount, unit, rest = ''] = /^(?:\+(\d+(?:\.\d+)?)(ms|s)\s+)?(.*)$/.exec(trimmed)!;
    const isTyped = /^[\w.-]+(#\d+)?:/.test(rest);
    const command = isTyped ? rest : rest.replace(/\s+#.*$/, '').replace(/\s+/g, ' ');
    const found = LINES.find(([pattern]) => pattern.test(command));
    if (found === undefined) return { ok: false, line: index + 1, text: trimmed };
    const afterMs =
      amount === undefined ? USUAL_WAIT_MS : Number(amount) * (unit === 's' ? 1000 : 1);
    const flaw = flawOf(command, afterMs, steps.length + 1);
    if (flaw !== undefined) return { ok: false, line: index + 1, text: trimmed, flaw };
    steps.push({ text: trimmed, afterMs, ...found[1](found[0].exec(command)!) });
  }
  return { ok: true, steps };
}

function flawOf(command: string, afterMs: number, count: number): ScriptFlaw | undefined {
  if (count > bounds.SCRIPT_STEPS) return 'steps';
  if (command.length > bounds.LINE_CHARACTERS) return 'line';
  if (afterMs > bounds.STEP_WAIT_MS) return 'wait';
  const slowMs = /^slow .* (\d+)$/.exec(command)?.[1];
  return Number(slowMs ?? 0) > bounds.STEP_SLOW_MS ? 'slow' : undefined;
}

function hostOf(world: World, name: string): string {
  if (world.hosts.has(name)) return name;
  return processNamed(world, name)?.host ?? missing(name);
}

function serverKeyOf(world: World, name: string): string {
  const named = processNamed(world, name);
  if (named !== undefined) return named.key;
  const host = hostViews(world).find((one) => one.name === name && one.isServer);
  const server = foremost(host?.processes.filter(isServerProcess) ?? []);
  return server?.key ?? missing(name);
}

/** `leader` and `follower` stand for whoever is one at the moment. */
function processNamed(world: World, name: string) {
  return firstAnswer(({ nouns }) => nouns.processNamed(world, name));
}

function isThere(world: World, what: string): boolean {
  return systemUis().some(({ nouns }) => nouns.waits[what]?.(world));
}

function missing(name: string): never {
  throw new NotThere(name);
}

function typed(world: World, host: string, number: string | undefined, text: string): Actions {
  const own = [...world.terminals.values()].filter((terminal) => terminal.host === host);
  const terminal = number === undefined ? own.at(-1) : own[Number(number) - 1];
  if (terminal !== undefined) return verbs.type(terminal.id, text);
  if (number !== undefined && own.length !== Number(number) - 1) missing(`${host}#${number}`);
  return [...verbs.openTerminal(host), ...verbs.type(world.nextTerminal, text)];
}

/** A journal as a script that does the same, for a cluster that starts the same. */
export function scriptOf(journal: readonly JournalEntry[]): string {
  const hosts = new Map<number, string>();
  const counts = new Map<string, number>();
  let nextTerminal = 1;
  let beforeMs = 0;
  const lines = journal.map(({ atMs, action }) => {
    if (action.type === 'operator.openTerminal') {
      const count = (counts.get(action.host) ?? 0) + 1;
      counts.set(action.host, count);
      hosts.set(nextTerminal++, `${action.host}#${count}`);
    }
    const said = lineOf(action, hosts);
    if (said === undefined) return undefined;
    const waitedMs = Math.round(atMs - beforeMs);
    beforeMs = atMs;
    return `+${waitedMs >= 1000 ? `${waitedMs / 1000}s` : `${waitedMs}ms`} ${said}`;
  });
  return lines.filter((one) => one !== undefined).join('\n');
}

function lineOf(action: OperatorAction, hosts: ReadonlyMap<number, string>): string | undefined {
  switch (action.type) {
    case 'operator.openTerminal':
      return `open ${action.host}`;
    case 'operator.type':
      return action.text
        .split('\n')
        .map((text) => `${hosts.get(action.terminal) ?? 'client1'}: ${text}`)
        .join('\n+0s ');
    case 'operator.interrupt':
      return `^C ${(hosts.get(action.terminal) ?? 'client1').split('#')[0]}`;
    case 'operator.restart':
      return restartLine(nounOf(action.key));
    case 'operator.signal': {
      const verb = { KILL: 'kill', TERM: 'stop', STOP: 'pause', CONT: 'resume' } as const;
      const name = verb[action.signal as keyof typeof verb];
      const noun = nounOf(action.key);
      return name === undefined || noun === undefined ? undefined : `${name} ${noun}`;
    }
    case 'operator.powerOff':
      return `power off ${action.host}`;
    case 'operator.powerOn':
      return `power on ${action.host}`;
    case 'operator.addRule':
      return ruleLine(action.rule);
    case 'operator.removeRule':
      return undoLine(action.id);
    default:
      return undefined;
  }
}

/** What a script calls a process; undefined for one that runs in a terminal. */
function nounOf(key: string): string | undefined {
  return firstAnswer(({ nouns }) => nouns.nounOf(key));
}

function restartLine(noun: string | undefined): string | undefined {
  return noun === undefined ? undefined : `restart ${noun}`;
}

function ruleLine(
  rule: Extract<OperatorAction, { type: 'operator.addRule' }>['rule'],
): string | undefined {
  switch (rule.kind) {
    case 'cut':
      if (rule.to === '*') return `isolate ${rule.from}`;
      return `cut ${rule.from} ${rule.isTwoWay ? '' : '> '}${rule.to}`;
    case 'latency':
      return `slow ${rule.from} > ${rule.to} ${rule.extraMs}`;
    case 'slowDisk':
      return `slow disk ${rule.host} ${rule.extraMs}`;
    default:
      return undefined;
  }
}

function undoLine(id: string): string | undefined {
  const [, verb, rest = ''] = /^(isolate|slow disk|slow|cut) (.*)$/.exec(id) ?? [];
  if (verb === 'isolate') return `rejoin ${rest}`;
  if (verb === 'slow disk') return `fast disk ${rest}`;
  if (verb === 'slow') return `fast ${rest}`;
  // One `heal` takes away three rules; only the first of them is written.
  return verb === 'cut' && !rest.includes('>') ? `heal ${rest}` : undefined;
}
