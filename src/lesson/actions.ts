/**
 * What a solution, a wrong answer or a miniature world does, as data: typed lines and operator
 * verbs. Each is followed by a wait of virtual time, so that its consequences can be seen.
 *
 * Read next: action-resolver.ts (turns them into the journal's operator actions), playback.ts.
 */
import type { World } from '../engine/index.ts';
import type { Condition } from './condition.ts';
import type { TerminalSpec } from './terminal-spec.ts';

export type LessonAction =
  /** A line typed into a named terminal and sent with Enter. */
  | {
      readonly do: 'type';
      readonly terminal: string;
      readonly line: string;
      readonly waitMs?: number;
    }
  /** Ctrl-C in a terminal. */
  | { readonly do: 'interrupt'; readonly terminal: string; readonly waitMs?: number }
  /** Opens a terminal on a host; `name` is how later actions speak of it. */
  | { readonly do: 'open'; readonly name: string; readonly host: string; readonly waitMs?: number }
  /** `kill -9`, SIGTERM, SIGSTOP or SIGCONT to a process. */
  | {
      readonly do: 'kill' | 'terminate' | 'pause' | 'resume';
      readonly target: Target;
      readonly waitMs?: number;
    }
  /** Starts (again) the server of a host; `*`: every server that does not run. */
  | { readonly do: 'start'; readonly host: string; readonly waitMs?: number }
  | { readonly do: 'powerOff' | 'powerOn'; readonly host: string; readonly waitMs?: number }
  /** Network between two hosts, both ways; `*` means every other host. */
  | {
      readonly do: 'cut' | 'heal';
      readonly from: string;
      readonly to: string;
      readonly waitMs?: number;
    }
  /** Extra latency of everything from one host to another (`*`: all); 0 takes it away. */
  | {
      readonly do: 'slow';
      readonly from: string;
      readonly to: string;
      readonly extraMs: number;
      readonly waitMs?: number;
    }
  /** Extra duration of each fsync on a host; 0 takes it away. */
  | {
      readonly do: 'slowDisk';
      readonly host: string;
      readonly extraMs: number;
      readonly waitMs?: number;
    }
  | { readonly do: 'wait'; readonly forMs: number }
  /** Lets time pass until something holds, or gives up after `atMostMs`. */
  | { readonly do: 'waitFor'; readonly condition: Condition; readonly atMostMs: number };

/**
 * A host's server, the program in the foreground of a terminal, or the process that a look at the world
 * finds at that moment.
 */
export type Target =
  | { readonly server: string }
  | { readonly terminal: string }
  /** Gives the process's key; undefined when there is none. */
  | { readonly find: (world: World) => string | undefined };

/** Virtual time after an acting command when it says nothing else. */
export const DEFAULT_WAIT_MS = 1500;

/** Whether an action changes anything; waiting does not. */
export function isActing(action: LessonAction): boolean {
  return action.do !== 'wait' && action.do !== 'waitFor';
}

export function type(terminal: string, line: string, waitMs?: number): LessonAction {
  return waitMs === undefined
    ? { do: 'type', terminal, line }
    : { do: 'type', terminal, line, waitMs };
}

export function interrupt(terminal: string): LessonAction {
  return { do: 'interrupt', terminal };
}

/** The action, followed by this much virtual time instead of the usual. */
export function andWait(action: LessonAction, waitMs: number): LessonAction {
  return { ...action, waitMs } as LessonAction;
}

export function wait(forMs: number): LessonAction {
  return { do: 'wait', forMs };
}

export function waitFor(condition: Condition, atMostMs = 60_000): LessonAction {
  return { do: 'waitFor', condition, atMostMs };
}

/** The server of a host dies at once (`kill -9`). */
export function killServer(server: string): LessonAction {
  return { do: 'kill', target: { server } };
}

/** The program in the foreground of a terminal dies at once: it cannot say goodbye. */
export function killClient(terminal: string): LessonAction {
  return { do: 'kill', target: { terminal } };
}

/** Freezes a server (SIGSTOP); `resumeServer` lets it go on as if nothing had happened. */
export function pauseServer(server: string): LessonAction {
  return { do: 'pause', target: { server } };
}

export function resumeServer(server: string): LessonAction {
  return { do: 'resume', target: { server } };
}

export function pauseClient(terminal: string): LessonAction {
  return { do: 'pause', target: { terminal } };
}

export function resumeClient(terminal: string): LessonAction {
  return { do: 'resume', target: { terminal } };
}

export function startServer(host: string): LessonAction {
  return { do: 'start', host };
}

export function powerOff(host: string): LessonAction {
  return { do: 'powerOff', host };
}

export function powerOn(host: string): LessonAction {
  return { do: 'powerOn', host };
}

export function cut(from: string, to: string): LessonAction {
  return { do: 'cut', from, to };
}

export function heal(from: string, to: string): LessonAction {
  return { do: 'heal', from, to };
}

export function slow(from: string, to: string, extraMs: number): LessonAction {
  return { do: 'slow', from, to, extraMs };
}

export function slowDisk(host: string, extraMs: number): LessonAction {
  return { do: 'slowDisk', host, extraMs };
}

/** Opens terminals and types their first lines. */
export function openTerminals(specs: readonly TerminalSpec[]): readonly LessonAction[] {
  return specs.flatMap(({ name, host, typed = [] }): LessonAction[] => [
    { do: 'open', name, host },
    ...typed.map((line): LessonAction => ({ do: 'type', terminal: name, line })),
  ]);
}
