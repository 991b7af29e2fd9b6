/**
 * A program of the simulated world that only this test has: it runs a child as a script would, with
 * its standard input fed line by line and its output read through a pipe, and passes on what the
 * child prints. Arguments: file for the child's standard error ('' joins it to the output), how
 * input is given (`feed` or `none`), the program, its arguments.
 *
 * Mirrors: the recorder of the golden transcripts, which drove the real tools through pipes.
 * Read next: case-world.ts.
 */
import type { Behavior, Effect, NodeEvent, Step, Stream } from '../../src/engine/index.ts';

export interface RecorderState {
  /** 0 until the child runs. */
  readonly childPid: number;
}

export const recorder: Behavior<RecorderState> = {
  name: 'recorder',
  start({ argv, cwd, environment }): Step<RecorderState> {
    const [, errorPath = '', input = 'none', program = '', ...rest] = argv;
    const stdin: Stream = input === 'feed' ? { kind: 'parent' } : { kind: 'text', text: '' };
    const stderr: Stream =
      errorPath === '' ? { kind: 'parent' } : { kind: 'file', path: errorPath, mode: 'truncate' };
    const spawn: Effect = {
      type: 'spawn',
      token: 'child',
      program,
      argv: [program, ...rest],
      environment,
      cwd,
      stdin,
      stdout: { kind: 'parent' },
      stderr,
      isDaemon: false,
    };
    return [{ childPid: 0 }, [spawn]];
  },
  step(state, event): Step<RecorderState> {
    const effects = answer(state, event);
    const isChild = event.type === 'process.spawned' && event.pid !== 0;
    return [isChild ? { childPid: event.pid } : state, effects];
  },
};

function answer({ childPid }: RecorderState, event: NodeEvent): readonly Effect[] {
  switch (event.type) {
    case 'stdin':
      return [{ type: 'feed', pid: childPid, text: event.text }];
    case 'stdin.end':
      return [{ type: 'feedEnd', pid: childPid }];
    case 'child.output':
      return [{ type: 'output', fd: 1, text: event.text }];
    case 'process.exited':
      // Only the child itself: what a killed child leaves behind ends in its own time.
      if (event.pid !== childPid && childPid !== 0) return [];
      return [{ type: 'exit', code: event.code }];
    default:
      return [];
  }
}
