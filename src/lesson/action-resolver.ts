/**
 * Turns a lesson's actions into the journal's operator actions, in the world as it is now.
 *
 * Read next: playback.ts.
 */
import type { OperatorAction, Process, Signal, World } from '../engine/index.ts';
import { serverPlaces, startOf } from '../engine/index.ts';
import type { LessonAction, Target } from './actions.ts';
import type { ServerSeen } from './observation.ts';
import { hostsServing, serverOn, serversOf } from './observation.ts';
import type { WorldSpec } from './world-spec.ts';

/** What the names in actions mean. */
export interface ActionContext {
  readonly world: World;
  readonly spec: WorldSpec;
  terminalOf(name: string): number | undefined;
}

const signals = {
  kill: 'KILL',
  terminate: 'TERM',
  pause: 'STOP',
  resume: 'CONT',
} as const satisfies Record<string, Signal>;

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
      return action.do === 'type'
        ? [{ type: 'operator.type', terminal, text: action.line }]
        : [{ type: 'operator.interrupt', terminal }];
    }
    case 'open':
      return [{ type: 'operator.openTerminal', host: action.host }];
    case 'kill':
    case 'terminate':
    case 'pause':
    case 'resume': {
      const key = keyOf(action.target, context);
      return key === undefined
        ? []
        : [{ type: 'operator.signal', key, signal: signals[action.do] }];
    }
    case 'start':
      return startActions(action.host, context);
    case 'powerOff':
      return [{ type: 'operator.powerOff', host: action.host }];
    case 'powerOn':
      return [{ type: 'operator.powerOn', host: action.host }];
    case 'cut':
    case 'heal':
    case 'slow':
    case 'slowDisk':
      return faultActions(action);
    case 'wait':
    case 'waitFor':
      return [];
  }
}

/** The server process of a host, alive or not. */
function serverProcess(world: World, host: string): Process | undefined {
  return serverOn(world, host)?.process;
}

function keyOf(target: Target, { world, terminalOf }: ActionContext): string | undefined {
  if ('server' in target) return serverProcess(world, target.server)?.key;
  if ('role' in target) return leaderOf(world)?.process.key;
  if ('serving' in target) {
    const [host] = hostsServing(world, target.serving);
    return host === undefined ? undefined : serverProcess(world, host)?.key;
  }
  const terminal = world.terminals.get(terminalOf(target.terminal) ?? -1);
  return terminal === undefined ? undefined : String(terminal.foregroundPid);
}

function leaderOf(world: World): ServerSeen | undefined {
  return serversOf(world).find(({ role, isServing }) => role === 'LEADING' && isServing);
}

function startActions(host: string, { world, spec }: ActionContext): readonly OperatorAction[] {
  const places = serverPlaces(spec).filter((place) => host === '*' || place.host === host);
  return places.flatMap((place): OperatorAction[] => {
    const process = serverProcess(world, place.host);
    if (process === undefined) {
      const start = startOf(place, spec.properties);
      return [{ type: 'operator.start', host: place.host, start }];
    }
    const isRunning = process.status !== 'exited';
    return isRunning && host === '*' ? [] : [{ type: 'operator.restart', key: process.key }];
  });
}

type FaultAction = Extract<LessonAction, { do: 'cut' | 'heal' | 'slow' | 'slowDisk' }>;

function faultActions(action: FaultAction): readonly OperatorAction[] {
  switch (action.do) {
    case 'cut': {
      const { from, to } = action;
      const rule = { id: cutId(from, to), kind: 'cut', from, to, isTwoWay: true } as const;
      return [{ type: 'operator.addRule', rule }];
    }
    case 'heal':
      return [{ type: 'operator.removeRule', id: cutId(action.from, action.to) }];
    case 'slow': {
      const { from, to, extraMs } = action;
      const id = `slow ${from} > ${to}`;
      if (extraMs === 0) return [{ type: 'operator.removeRule', id }];
      return [{ type: 'operator.addRule', rule: { id, kind: 'latency', from, to, extraMs } }];
    }
    case 'slowDisk': {
      const { host, extraMs } = action;
      const id = `slow disk ${host}`;
      if (extraMs === 0) return [{ type: 'operator.removeRule', id }];
      return [{ type: 'operator.addRule', rule: { id, kind: 'slowDisk', host, extraMs } }];
    }
  }
}

/** The ids that the operator's verbs use too, so that a click can heal what a lesson cut. */
function cutId(a: string, b: string): string {
  if (b === '*') return `isolate ${a}`;
  return a < b ? `cut ${a} ${b}` : `cut ${b} ${a}`;
}
