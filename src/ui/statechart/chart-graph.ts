/**
 * An xstate machine as boxes and arrows, before anything is laid out: which states lie in which,
 * and which events lead from one to another. Made from the machine itself. Pure.
 *
 * Read next: build/chart-layouts.ts (where they are placed).
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

export interface ChartState {
  /** `following.discovery.connecting` */
  readonly path: string;
  readonly name: string;
  readonly parent: string;
  readonly isOuter: boolean;
  /** Entered when its parent is. */
  readonly isInitial: boolean;
  /** Events after which it is entered anew. */
  readonly again: readonly string[];
  /** Events that leave the outermost state around it, by an arrow of that one. */
  readonly exits: readonly string[];
}

export interface ChartArrow {
  readonly from: string;
  readonly to: string;
  /** Upstream-like event names; a delay as `after initLimit`. */
  readonly events: readonly string[];
}

export interface ChartGraph {
  readonly states: readonly ChartState[];
  readonly arrows: readonly ChartArrow[];
}

export function chartGraph(machine: AnyStateMachine): ChartGraph {
  const states: ChartState[] = [];
  const arrows: ChartArrow[] = [];
  for (const child of Object.values(machine.root.states)) visit(child as AnyStateNode);
  return lifted({ states, arrows });

  function visit(node: AnyStateNode): void {
    const path = node.path.join('.');
    const targets = targetsOf(node);
    const children = Object.values(node.states) as AnyStateNode[];
    states.push({
      path,
      name: node.key,
      parent: node.path.slice(0, -1).join('.'),
      isOuter: children.length > 0,
      isInitial: node.parent?.initial?.target[0] === node,
      again: targets.get(path) ?? [],
      exits: [],
    });
    for (const [to, events] of targets) if (to !== path) arrows.push({ from: path, to, events });
    for (const child of children) visit(child);
  }
}

/**
 * Where several states of one outermost state have arrows to the same place outside, one arrow of
 * the outermost state stands for all of them, and each names its events inside its box.
 */
function lifted({ states, arrows }: ChartGraph): ChartGraph {
  const outermost = (path: string) => path.split('.')[0] ?? path;
  const groups = new Map<string, ChartArrow[]>();
  for (const arrow of arrows) {
    const from = outermost(arrow.from);
    const key = from === outermost(arrow.to) ? `${arrow.from} ${arrow.to}` : `${from} ${arrow.to}`;
    groups.set(key, [...(groups.get(key) ?? []), arrow]);
  }
  const exits = new Map<string, Set<string>>();
  const merged = [...groups.values()].map((group): ChartArrow => {
    const [first] = group;
    if (group.length === 1) return first!;
    const from = outermost(first!.from);
    for (const arrow of group) {
      if (arrow.from === from) continue;
      const known = exits.get(arrow.from) ?? new Set();
      exits.set(arrow.from, new Set([...known, ...arrow.events]));
    }
    const events = [...new Set(group.flatMap((arrow) => arrow.events))];
    return { from, to: first!.to, events };
  });
  return {
    states: states.map((state) => ({ ...state, exits: [...(exits.get(state.path) ?? [])] })),
    arrows: merged,
  };
}

function targetsOf(node: AnyStateNode): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, readonly string[]>();
  for (const [type, transitions] of node.transitions) {
    const name = eventWord(type);
    for (const { target } of transitions) {
      const to = (target?.[0] as AnyStateNode | undefined)?.path.join('.');
      if (to === undefined) continue;
      const known = targets.get(to) ?? [];
      if (!known.includes(name)) targets.set(to, [...known, name]);
    }
  }
  return targets;
}

/** A machine's event as a reader knows it: delays lose xstate's wrapping. */
function eventWord(type: string): string {
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(type) ?? [];
  return delay === undefined ? type : `after ${delay}`;
}
