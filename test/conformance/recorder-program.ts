/**
 * A program of the simulated world that only this test has: it runs a child as a script would, with
 * its standard input fed line by line and its output read through a pipe, and passes on what the
 * child prints. Arguments: file for the child's standard error ('' joins it to the output), how
 * input is given (`feed`, `none`, or `terminal`: the child has the terminal to itself), the program,
 * its arguments. It outlives the child, so that the exit code can be read.
 *
 * Mirrors: the recorder of the golden transcripts, which drove the real tools through pipes.
 * Read next: case-world.ts.
 */
import type { Behavior, Effect, NodeEvent, Step, Stream } from '../../src/engine/index.ts';

export interface RecorderState {
  /** 0 until the child runs. */
  readonly childPid: number;
  readonly isTerminal: boolean;
  /** Null while the child runs. */
  readonly exitCode: number | null;
}

export const recorder: Behavior<RecorderState> = {
  name: 'recorder',
  start({ argv, cwd, environment }): Step<RecorderState> {
    const [, errorPath = '', input = 'none', program = '', ...rest] = argv;
    const own: Stream = input === 'terminal' ? { kind: 'inherit' } : { kind: 'parent' };
    const stdin: Stream = input === 'none' ? { kind: 'text', text: '' } : own;
    const stderr: Stream =
      errorPath === '' ? own : { kind: 'file', path: errorPath, mode: 'truncate' };
    const spawn: Effect = {
      type: 'spawn',
      token: 'child',
      program,
      argv: [program, ...rest],
      environment,
      cwd,
      stdin,
      stdout: own,
      stderr,
      isDaemon: false,
    };
    return [{ childPid: 0, isTerminal: input === 'terminal', exitCode: null }, [spawn]];
  },
  step(state, event): Step<RecorderState> {
    switch (event.type) {
      case 'process.spawned':
        return [
          { ...state, childPid: event.pid },
          state.isTerminal ? [{ type: 'foreground', pid: event.pid }] : [],
        ];
      case 'process.exited':
        // Only the child itself: what a killed child leaves behind ends in its own time.
        if (event.pid !== state.childPid && state.childPid !== 0) return [state, []];
        return [{ ...state, exitCode: event.code }, []];
      default:
        return [state, passedOn(state, event)];
    }
  },
};

function passedOn({ childPid }: RecorderState, event: NodeEvent): readonly Effect[] {
  switch (event.type) {
    case 'stdin':
      return [{ type: 'feed', pid: childPid, text: event.text }];
    case 'stdin.end':
      return [{ type: 'feedEnd', pid: childPid }];
    case 'child.output':
      return [{ type: 'output', fd: 1, text: event.text }];
    default:
      return [];
  }
}
