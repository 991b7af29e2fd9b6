/**
 * Processes: spawn, end, pause, and the streams that join them.
 *
 * Mirrors: fork, exec, wait, SIGPIPE, process groups of a terminal.
 * Departs: a pipe never blocks its writer; programs that write without end pause by a timer.
 * Read next: stream-output.ts (where the streams lead).
 */
import type { SpawnRequest, Stream } from './effects.ts';
import type { Signal } from './events.ts';
import { changeHost, setDisk } from './host-table.ts';
import { writeWhole } from './disk-operations.ts';
import type { Core } from './core.ts';
import type { Identity } from './identities.ts';
import { withBirth, withDeath } from './identities.ts';
import { closeEnd, SIDES } from './network.ts';
import { splitStream } from './random.ts';
import { endTerminalProcess } from './terminals.ts';
import { resume } from './waiting.ts';
import type { Process, Sink, StartRequest, Streams } from './world-state.ts';

const SIGNAL_NUMBER: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  KILL: 9,
  PIPE: 13,
  TERM: 15,
  CONT: 18,
  STOP: 19,
};

function streamsOf({ outputPath }: StartRequest): Streams {
  const sink: Sink =
    outputPath === undefined ? { kind: 'null' } : { kind: 'file', path: outputPath };
  return { stdin: { kind: 'none' }, stdout: sink, stderr: sink };
}

interface Birth {
  readonly host: string;
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly parentPid: number;
  readonly tty: number | null;
  readonly isDaemon: boolean;
  readonly isCrowded?: boolean;
  readonly streams: (pid: number) => Streams;
}

/** Makes a process; its first step is the next thing that happens. */
export function createProcess(core: Core, birth: Birth): Process {
  const { world } = core;
  const pid = world.nextPid++;
  const streams = birth.streams(pid);
  const key = birth.isDaemon ? keyOf(birth) : freeKey(core, keyOf(birth));
  const process: Process = {
    info: {
      pid,
      host: birth.host,
      argv: birth.argv,
      environment: birth.environment,
      cwd: birth.cwd,
      seed: splitStream(core.options.seed, `process ${pid}`),
      stdin: streams.stdin.kind === 'tty' ? 'tty' : streams.stdin.kind === 'none' ? 'none' : 'pipe',
      isOutputTty: streams.stdout.kind === 'tty',
      ...(streams.stdout.kind === 'file' ? { outputPath: streams.stdout.path } : {}),
      parentPid: birth.parentPid,
      ...(birth.isCrowded === true ? { isCrowded: true } : {}),
    },
    program: birth.program,
    key,
    state: undefined,
    status: 'starting',
    startedAtMs: world.nowMs,
    exitCode: null,
    isDaemon: birth.isDaemon,
    tty: birth.tty,
    streams,
    timers: new Map(),
    inbox: [],
    resuming: 0,
    behindSync: [],
    history: [],
  };
  forgetExited(core, key);
  world.processes.set(pid, process);
  world.identities = withBirth(world.identities, identityOf(process), birth.parentPid === 0);
  core.enqueue({ kind: 'start', atMs: world.nowMs, cause: core.cause, pid });
  return process;
}

/** What the history knows of a process when it is no more. */
export function identityOf({ info, program, key, tty }: Process): Identity {
  const { pid, host, argv } = info;
  return { pid, host, program, key, argv, tty };
}

/** Starts a daemon for the operator. An unknown program ends at once with 127. */
export function startProcess(
  core: Core,
  host: string,
  start: StartRequest,
  streams: Streams = streamsOf(start),
): void {
  if (core.options.programs[start.program] === undefined) return;
  createProcess(core, {
    host,
    program: start.program,
    argv: start.argv,
    environment: start.environment ?? {},
    cwd: start.cwd ?? '/root',
    parentPid: 0,
    tty: null,
    isDaemon: true,
    streams: () => streams,
  });
}

export function spawnChild(core: Core, parent: Process, request: SpawnRequest): void {
  const { token } = request;
  if (core.options.programs[request.program] === undefined) {
    core.enqueueEvent(parent.info.pid, { type: 'process.spawned', token, pid: 0 });
    core.enqueueEvent(parent.info.pid, { type: 'process.exited', pid: 0, code: 127 });
    return;
  }
  const isCrowded = countBirth(core);
  const child = createProcess(core, {
    host: parent.info.host,
    program: request.program,
    argv: request.argv,
    environment: request.environment,
    cwd: request.cwd,
    parentPid: parent.info.pid,
    tty: request.isDaemon ? null : parent.tty,
    isDaemon: request.isDaemon,
    isCrowded,
    streams: (pid) => ({
      stdin: sourceOf(core, parent, request.stdin, pid),
      stdout: sinkOf(core, parent, request.stdout, parent.streams.stdout, pid),
      stderr: sinkOf(core, parent, request.stderr, parent.streams.stderr, pid),
    }),
  });
  const { pid } = child.info;
  const spawned = { type: 'process.spawned', token, pid } as const;
  core.enqueueEvent(parent.info.pid, isCrowded ? { ...spawned, isCrowded } : spawned);
  if (request.stdin.kind === 'text') {
    core.enqueueEvent(child.info.pid, { type: 'stdin', text: request.stdin.text });
    core.enqueueEvent(child.info.pid, { type: 'stdin.end' });
  } else if (request.stdin.kind === 'null') {
    core.enqueueEvent(child.info.pid, { type: 'stdin.end' });
  }
}

const BIRTHS_PER_INSTANT = 200;

/**
 * Computing takes no time, so programs that start one another for ever would let none pass. Behind
 * so many births at one instant, parent and child are told to wait a moment.
 */
function countBirth({ world }: Core): boolean {
  const isSameInstant = world.births?.atMs === world.nowMs;
  const count = (isSameInstant ? world.births!.count : 0) + 1;
  world.births = { atMs: world.nowMs, count };
  return count > BIRTHS_PER_INSTANT;
}

/** Ends a process: its sockets close, its ports are free, its parent is told. */
export function endProcess(core: Core, process: Process, code: number): void {
  if (process.status === 'exited') return;
  const { world } = core;
  const { pid, host } = process.info;
  process.status = 'exited';
  world.identities = withDeath(world.identities, identityOf(process));
  process.exitCode = code;
  process.timers.clear();
  process.inbox = [];
  process.behindSync = [];
  releasePorts(core, host, pid);
  for (const connection of world.connections.values()) {
    for (const side of SIDES) {
      if (connection.ends[side].pid === pid) closeEnd(core, connection, side);
    }
  }
  closePipes(core, process);
  endTerminalProcess(core, process);
  const parent = world.processes.get(process.info.parentPid);
  if (parent !== undefined)
    core.enqueueEvent(parent.info.pid, { type: 'process.exited', pid, code });
  // A daemon's record stays, so that it can be looked at and started again.
  if (!process.isDaemon) world.processes.delete(pid);
}

/** Delivers a signal: to the program when it handles it, else by the default action. */
export function sendSignal(core: Core, process: Process, signal: Signal): void {
  if (process.status === 'exited') return;
  if (signal === 'STOP') {
    if (process.status === 'running') process.status = 'paused';
    return;
  }
  if (signal === 'CONT') return resume(core, process);
  const isHandled = core.behaviorOf(process).handledSignals?.includes(signal) === true;
  if (signal === 'KILL' || !isHandled)
    return endProcess(core, process, 128 + SIGNAL_NUMBER[signal]);
  core.enqueueEvent(process.info.pid, { type: 'signal', signal });
}

function releasePorts(core: Core, hostName: string, pid: number): void {
  const host = core.world.hosts.get(hostName)!;
  const kept = Object.entries(host.listeners).filter(([, owner]) => owner.pid !== pid);
  if (kept.length < Object.keys(host.listeners).length) {
    changeHost(core.world, hostName, { listeners: Object.fromEntries(kept) });
  }
}

function keyOf(birth: Birth): string {
  const place = birth.tty === null ? '' : `tty${birth.tty}/`;
  const words = birth.isDaemon ? birth.argv.slice(1) : [];
  return `${birth.host}/${place}${[birth.program, ...words].join(' ')}`;
}

/**
 * The key, with a number behind it while another process that lives bears it. A daemon keeps its own,
 * by which it is started again; a second one beside it hardly ever lives long.
 */
function freeKey({ world }: Core, key: string): string {
  const taken = new Set<string>();
  for (const { key: other, status } of world.processes.values()) {
    if (status !== 'exited' && other.startsWith(key)) taken.add(other);
  }
  if (!taken.has(key)) return key;
  let number = 2;
  while (taken.has(`${key}#${number}`)) number++;
  return `${key}#${number}`;
}

function forgetExited(core: Core, key: string): void {
  for (const [pid, old] of core.world.processes) {
    if (old.key === key && old.status === 'exited') core.world.processes.delete(pid);
  }
}

function sourceOf(core: Core, parent: Process, stream: Stream, pid: number): Streams['stdin'] {
  switch (stream.kind) {
    case 'inherit':
      return parent.streams.stdin;
    case 'pipe':
      attachReader(core, `${parent.info.pid}:${stream.pipe}`, pid);
      return { kind: 'pipe', pipe: `${parent.info.pid}:${stream.pipe}` };
    case 'text':
    case 'parent':
      return { kind: stream.kind };
    default:
      return { kind: 'none' };
  }
}

function sinkOf(core: Core, parent: Process, stream: Stream, inherited: Sink, pid: number): Sink {
  switch (stream.kind) {
    case 'inherit': {
      const sink =
        stream.fd === undefined
          ? inherited
          : stream.fd === 1
            ? parent.streams.stdout
            : parent.streams.stderr;
      // A child that writes into its parent's pipe keeps that pipe open.
      if (sink.kind === 'pipe') attachWriter(core, sink.pipe, pid);
      return sink;
    }
    case 'pipe': {
      const pipe = `${parent.info.pid}:${stream.pipe}`;
      attachWriter(core, pipe, pid);
      return { kind: 'pipe', pipe };
    }
    case 'file': {
      if (stream.mode === 'truncate') {
        const { disk } = core.world.hosts.get(parent.info.host)!;
        const after = writeWhole(disk, stream.path, [], core.world.nowMs);
        if (typeof after !== 'string') setDisk(core.world, parent.info.host, after);
      }
      return { kind: 'file', path: stream.path };
    }
    case 'parent':
      return { kind: 'parent', pid: parent.info.pid };
    default:
      return { kind: 'null' };
  }
}

function attachReader(core: Core, name: string, pid: number): void {
  const { pipes } = core.world;
  const pipe = pipes.get(name) ?? { name, reader: null, writers: [], buffer: '', hadWriter: false };
  pipes.set(name, { ...pipe, reader: pid, buffer: '' });
  if (pipe.buffer !== '') core.enqueueEvent(pid, { type: 'stdin', text: pipe.buffer });
  if (pipe.hadWriter && pipe.writers.length === 0) core.enqueueEvent(pid, { type: 'stdin.end' });
}

function attachWriter(core: Core, name: string, pid: number): void {
  const { pipes } = core.world;
  const pipe = pipes.get(name) ?? { name, reader: null, writers: [], buffer: '', hadWriter: false };
  if (pipe.writers.includes(pid)) return;
  pipes.set(name, { ...pipe, writers: [...pipe.writers, pid], hadWriter: true });
}

function closePipes(core: Core, process: Process): void {
  const { pipes } = core.world;
  const { pid } = process.info;
  for (const pipe of pipes.values()) {
    if (pipe.reader === pid) pipes.set(pipe.name, { ...pipe, reader: 'closed' });
    if (!pipe.writers.includes(pid)) continue;
    const writers = pipe.writers.filter((writer) => writer !== pid);
    const { reader } = pipes.get(pipe.name)!;
    if (writers.length === 0 && (reader === 'closed' || reader === pid)) pipes.delete(pipe.name);
    else pipes.set(pipe.name, { ...pipes.get(pipe.name)!, writers });
    if (writers.length === 0 && typeof reader === 'number') {
      core.enqueueEvent(reader, { type: 'stdin.end' });
    }
  }
  for (const pipe of pipes.values()) {
    if (pipe.reader === 'closed' && pipe.writers.length === 0 && pipe.hadWriter)
      pipes.delete(pipe.name);
  }
}
