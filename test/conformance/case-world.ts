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
import { isFolder, listItems, readText } from '../../src/engine/index.ts';
import { startSimulation } from '../../src/shell/index.ts';
import type { GoldenCase } from './golden-case.ts';
import { LineDiscipline } from './line-discipline.ts';
import type { RecorderState } from './recorder-program.ts';
import { recorder } from './recorder-program.ts';

/** More events than any wait of a transcript brings. */
const maxEvents = 200_000;

/** Where the recorder keeps what it reads, out of sight. */
const FOLDER = '/run/recorder';

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
  /** Where its standard error goes; empty: to its output. */
  readonly errorPath: string;
  /** Characters of it that earlier steps have accounted for. */
  readonly errorsRead: number;
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

  /** `programs`: what only the recorder has, besides itself. */
  constructor(
    golden: G,
    seed: number,
    from: Scenario | CaseWorld,
    programs: Readonly<Record<string, Behavior>> = {},
  ) {
    this.seed = seed;
    this.golden = golden;
    const other = from instanceof CaseWorld ? from : undefined;
    this.timeline = from instanceof CaseWorld ? from.timeline.fork() : newTimeline(from, programs);
    this.#commands = other === undefined ? 0 : other.#commands;
    if (other !== undefined) {
      this.frozenMs = other.frozenMs;
      this.notedLogs = other.notedLogs;
    }
    const open = other === undefined ? [] : [...other.#programs];
    this.#programs = new Map(
      open.map(([name, program]) => [name, { ...program, keys: program.keys.copy() }]),
    );
  }

  /** How long a frozen client is left so: as a rule the recorder let its session expire. */
  frozenMs = 8_000;

  /** Lengths of logs at some moment, by name, for a wait that looks at what came since. */
  notedLogs: Readonly<Record<string, number>> = {};

  noteLogs(lengths: Readonly<Record<string, number>>): void {
    this.notedLogs = lengths;
  }

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
  startProgram(name: string, launch: Launch, hasErrorsApart = false): void {
    const isPipe = this.golden.terminal === 'pipe';
    const errorPath = isPipe && hasErrorsApart ? this.#errorPath(++this.#commands) : '';
    this.#open(name, launch, isPipe ? 'feed' : 'terminal', errorPath);
  }

  /** Ctrl-C at a terminal; where there is none, the signal alone. */
  interrupt(name: string): void {
    if (this.golden.terminal === 'pty') {
      this.act({ type: 'operator.interrupt', terminal: this.#program(name).terminal });
    } else {
      const key = String(this.programPid(name));
      this.act({ type: 'operator.signal', key, signal: 'INT' });
    }
  }

  /** pid of a program's own process: bash, told a single command, becomes that command. */
  programPid(name: string): number {
    const pid = this.#recorder(name)?.childPid ?? 0;
    const { processes } = this.timeline.world;
    if (processes.get(pid)?.program !== 'bash') return pid;
    const children = [...processes.values()].filter(
      ({ status, info }) => status !== 'exited' && info.parentPid === pid,
    );
    return children.length === 1 ? children[0]!.info.pid : pid;
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

  /** The same of what it printed to a standard error of its own. */
  unreadErrors(name: string): string {
    const { host, errorPath, errorsRead } = this.#program(name);
    return errorPath === '' ? '' : this.fileText(host, errorPath).slice(errorsRead);
  }

  /** A step accounts for so many pieces, and for all that is on the standard error. */
  markRead(name: string, pieces: number): void {
    const program = this.#program(name);
    const errorsRead = program.errorsRead + this.unreadErrors(name).length;
    this.#programs.set(name, { ...program, read: program.read + pieces, errorsRead });
  }

  exitCode(name: string): number | null {
    return this.#recorder(name)?.exitCode ?? null;
  }

  /** Starts a command that gets no input; gives what it has come to so far, here or in a copy. */
  startCommand(launch: Launch): (world: CaseWorld) => CommandResult {
    const number = ++this.#commands;
    const name = `command ${number}`;
    const errorPath = this.#errorPath(number);
    this.#open(name, launch, 'none', errorPath);
    return (world) => ({
      output: world.unread(name).join(''),
      stderr: world.fileText(launch.host, errorPath),
      exitCode: world.exitCode(name),
    });
  }

  /**
   * Gives a line to the host's one shell, which stays for the whole case: it keeps its folder and its
   * variables. Its output goes to files.
   */
  startInShell(line: string, shell: Launch): (world: CaseWorld) => CommandResult {
    const { host } = shell;
    const name = `shell on ${host}`;
    if (!this.hasProgram(name)) {
      this.#open(name, shell, 'feed', '');
      this.pass(10);
    }
    const base = `${FOLDER}/${++this.#commands}`;
    const quoted = `'${line.replaceAll("'", `'\\''`)}'`;
    this.typeLine(
      name,
      `eval ${quoted} </dev/null >${base}.out 2>${base}.err; echo $? >${base}.rc`,
    );
    return (world) => {
      const status = world.fileText(host, `${base}.rc`);
      return {
        output: world.fileText(host, `${base}.out`),
        stderr: world.fileText(host, `${base}.err`),
        exitCode: status.endsWith('\n') ? Number(status) : null,
      };
    };
  }

  /** Text of a file. */
  fileText(host: string, path: string): string {
    return readText(this.timeline.world.hosts.get(host)!.disk, path) ?? '';
  }

  #errorPath(number: number): string {
    return `${FOLDER}/${number}.stderr`;
  }

  #open(
    name: string,
    { host, argv, environment, cwd }: Launch,
    input: 'feed' | 'terminal' | 'none',
    errorPath: string,
  ): void {
    if (!isFolder(this.timeline.world.hosts.get(host)!.disk, FOLDER)) {
      this.act({ type: 'operator.makeFolder', host, path: FOLDER });
    }
    const full = ['recorder', errorPath, input, ...argv];
    const start = { program: 'recorder', argv: full, environment, cwd };
    this.act({ type: 'operator.openTerminal', host, program: start });
    const { terminals } = this.timeline.world;
    const terminal = [...terminals.values()].at(-1)!;
    const pid = terminal.shellPid;
    const keys = new LineDiscipline();
    const program = { host, terminal: terminal.id, pid, read: 0, errorPath, errorsRead: 0, keys };
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

function newTimeline(scenario: Scenario, programs: Readonly<Record<string, Behavior>>): Timeline {
  return startSimulation(scenario, { programs: { ...programs, recorder: recorder as Behavior } });
}
