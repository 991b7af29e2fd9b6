/**
 * Turns a lesson's actions into the journal's operator actions, in the world as it is now.
 *
 * Read next: playback.ts.
 */
import type { OperatorAction, Process, World } from '../engine/index.ts';
import { foremost, loadedSystems, roleOf, verbs } from '../engine/index.ts';
import type { LessonAction, Target } from './actions.ts';
import type { WorldSpec } from './world-spec.ts';

/** What the names in actions mean. */
export interface ActionContext {
  readonly world: World;
  readonly spec: WorldSpec;
  terminalOf(name: string): number | undefined;
}

const signals = {
  kill: verbs.kill,
  terminate: verbs.terminate,
  pause: verbs.pause,
  resume: verbs.resume,
} as const;

/** The operator actions, in order; none when the action only waits or its target is not there. */
export function resolveAction(
  action: LessonAction,
  context: ActionContext,
): readonly OperatorAction[] {
  switch (action.do) {
    case 'type':
    case 'interrupt': {
      const terminal = context.terminalOf(action.terminal);
      if (terminal === undefined) return [];
      return action.do === 'type' ? verbs.type(terminal, action.line) : verbs.interrupt(terminal);
    }
    case 'open':
      return verbs.openTerminal(action.host);
    case 'kill':
    case 'terminate':
    case 'pause':
    case 'resume': {
      const key = keyOf(action.target, context);
      return key === undefined ? [] : signals[action.do](key);
    }
    case 'start':
      return startActions(action.host, context);
    case 'powerOff':
      return verbs.powerOff(action.host);
    case 'powerOn':
      return verbs.powerOn(action.host);
    case 'cut':
      return action.to === '*' ? verbs.isolate(action.from) : verbs.cut(action.from, action.to);
    case 'heal':
      return action.to === '*' ? verbs.rejoin(action.from) : verbs.uncut(action.from, action.to);
    case 'slow': {
      const { from, to, extraMs } = action;
      return extraMs === 0 ? verbs.fastOneWay(from, to) : verbs.slowOneWay(from, to, extraMs);
    }
    case 'slowDisk': {
      const { host, extraMs } = action;
      return extraMs === 0 ? verbs.fastDisk(host) : verbs.slowDisk(host, extraMs);
    }
    case 'wait':
    case 'waitFor':
      return [];
  }
}

/** The server process of a host, alive or not. */
function serverProcess(world: World, host: string): Process | undefined {
  const own = [...world.processes.values()].filter(({ info }) => info.host === host);
  return foremost(own.filter((process) => roleOf(process).tier === 'server'));
}

function keyOf(target: Target, { world, terminalOf }: ActionContext): string | undefined {
  if ('server' in target) return serverProcess(world, target.server)?.key;
  if ('find' in target) return target.find(world);
  const terminal = world.terminals.get(terminalOf(target.terminal) ?? -1);
  return terminal === undefined ? undefined : String(terminal.foregroundPid);
}

function startActions(host: string, { world, spec }: ActionContext): readonly OperatorAction[] {
  const hosts = [...world.hosts.values()].filter(({ name }) => host === '*' || name === host);
  return hosts.flatMap(({ name, disk }): readonly OperatorAction[] => {
    const process = serverProcess(world, name);
    if (process === undefined) {
      const starts = loadedSystems().flatMap((system) => system.startsOn(name, disk, spec));
      return starts.flatMap((start) => verbs.start(name, start));
    }
    const isRunning = process.status !== 'exited';
    return isRunning && host === '*' ? [] : verbs.restart(process.key);
  });
}
