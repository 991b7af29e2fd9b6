/**
 * The simulated cluster that a golden case is replayed on, and what the recorder could do there: start
 * programs, type to them, run commands, read files. It can be copied at any point, so that a step may be
 * tried after different waits.
 *
 * Read next: replay.ts.
 */
import type {
  Behavior,
  OperatorAction,
  Scenario,
  Terminal,
  Timeline,
} from '../../src/engine/index.ts';
import { listItems, readText } from '../../src/engine/index.ts';
import { startSimulation } from '../../src/shell/index.ts';
import type { GoldenCase } from './golden-case.ts';
import { LineDiscipline } from './line-discipline.ts';
import type { RecorderState } from './recorder-program.ts';
import { recorder } from './recorder-program.ts';

/** More events than any wait of a transcript brings. */
const maxEvents = 60_000;

/** How the recorder started a program. */
export interface Launch {
  readonly host: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A running program or command: a terminal with a program in it. */
interface OpenProgram {
  readonly host: string;
  readonly terminal: number;
  /** The recorder. */
  readonly pid: number;
  /** Pieces of output that earlier steps have accounted for. */
  readonly read: number;
  readonly keys: LineDiscipline;
}

/** What a command came to. */
export interface CommandResult {
  readonly output: string;
  readonly stderr: string;
  /** `null` while it runs. */
  readonly exitCode: number | null;
}

export class CaseWorld<G extends GoldenCase = GoldenCase> {
  readonly golden: G;
  /** Of the cluster's random choices and its clock's phase. */
  readonly seed: number;
  readonly timeline: Timeline;
  readonly #programs: Map<string, OpenProgram>;
  #commands: number;

  constructor(golden: G, seed: number, from: Scenario | CaseWorld) {
    this.seed = seed;
    this.golden = golden;
    const other = from instanceof CaseWorld ? from : undefined;
    this.timeline = from instanceof CaseWorld ? from.timeline.fork() : newTimeline(from);
    this.#commands = other === undefined ? 0 : other.#commands;
    if (other !== undefined) this.frozenMs = other.frozenMs;
    const programs = other === undefined ? [] : [...other.#programs];
    this.#programs = new Map(
      programs.map(([name, program]) => [name, { ...program, keys: program.keys.copy() }]),
    );
  }

  /** How long a frozen client is left so: as a rule the recorder let its session expire. */
  frozenMs = 8_000;

  copy(): CaseWorld<G> {
    return new CaseWorld(this.golden, this.seed, this);
  }

  get nowMs(): number {
    return this.timeline.clockMs;
  }

  /** Lets virtual time pass. Endless work within it is a fault, not a reason to wait forever. */
  pass(ms: number): void {
    const untilMs = this.timeline.clockMs + ms;
    this.timeline.advance({ untilMs, maxEvents });
    if (this.timeline.clockMs < untilMs) {
      throw new Error(
        `${maxEvents} events and no end, ${this.timeline.clockMs} ms after the start`,
      );
    }
  }

  act(action: OperatorAction): void {
    this.timeline.act(action);
  }

  /** Starts a program that is typed to. */
  startProgram(name: string, { host, argv, environment, cwd }: Launch): void {
    const input = this.golden.terminal === 'pipe' ? 'feed' : 'terminal';
    this.#open(name, host, { argv: ['recorder', '', input, ...argv], environment, cwd });
  }

  /** pid of a program's own process. */
  programPid(name: string): number {
    return this.#recorder(name)?.childPid ?? 0;
  }

  hasProgram(name: string): boolean {
    return this.#programs.has(name);
  }

  typeLine(name: string, text: string): void {
    this.act({ type: 'operator.type', terminal: this.#program(name).terminal, text });
  }

  /** Presses keys in a terminal; gives back what the terminal echoes. */
  pressKeys(name: string, keys: string, column: number): string {
    const { echo, lines } = this.#program(name).keys.type(keys, column);
    for (const line of lines) this.typeLine(name, line);
    return echo;
  }

  endInput(name: string): void {
    this.act({ type: 'operator.endInput', terminal: this.#program(name).terminal });
  }

  /** Pieces that a program printed and no step has accounted for. */
  unread(name: string): readonly string[] {
    const { read, terminal } = this.#program(name);
    return printed(this.timeline.world.terminals.get(terminal)).slice(read);
  }

  markRead(name: string, pieces: number): void {
    const program = this.#program(name);
    this.#programs.set(name, { ...program, read: program.read + pieces });
  }

  exitCode(name: string): number | null {
    return this.#recorder(name)?.exitCode ?? null;
  }

  /** Starts a command that gets no input; the result is read by its name. */
  startCommand({ host, argv, environment, cwd }: Launch): string {
    const name = `command ${++this.#commands}`;
    const full = ['recorder', this.#errorPath(name), 'none', ...argv];
    this.#open(name, host, { argv: full, environment, cwd });
    return name;
  }

  commandResult(name: string): CommandResult {
    const stderr = this.fileText(this.#program(name).host, this.#errorPath(name));
    return { output: this.unread(name).join(''), stderr, exitCode: this.exitCode(name) };
  }

  /** Text of a file. */
  fileText(host: string, path: string): string {
    return readText(this.timeline.world.hosts.get(host)!.disk, path) ?? '';
  }

  #errorPath(name: string): string {
    return `/tmp/${name.replace(' ', '-')}.stderr`;
  }

  #open(name: string, host: string, start: Omit<Launch, 'host'>): void {
    this.act({
      type: 'operator.openTerminal',
      host,
      program: { program: 'recorder', ...start },
    });
    const { terminals } = this.timeline.world;
    const terminal = [...terminals.values()].at(-1)!;
    const pid = terminal.shellPid;
    const program = { host, terminal: terminal.id, pid, read: 0, keys: new LineDiscipline() };
    this.#programs.set(name, program);
  }

  #program(name: string): OpenProgram {
    const program = this.#programs.get(name);
    if (program === undefined) throw new Error(`the case never starts ${name}`);
    return program;
  }

  #recorder(name: string): RecorderState | undefined {
    const process = this.timeline.world.processes.get(this.#program(name).pid);
    return process?.state as RecorderState | undefined;
  }
}

function printed(terminal: Terminal | undefined): string[] {
  if (terminal === undefined) return [];
  const pieces = [...listItems(terminal.output)];
  return pieces.filter(({ isEcho }) => !isEcho).map(({ text }) => text);
}

function newTimeline(scenario: Scenario): Timeline {
  return startSimulation(scenario, { programs: { recorder: recorder as Behavior } });
}
