/**
 * An xstate machine as a plain tree for drawing: states in each other, with their texts. Made from
 * the machine itself, so that picture and behaviour cannot differ. Pure.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { activeStates } from '../../engine/index.ts';
import type { Chart } from '../../engine/index.ts';
import type { StateDescriptions } from '../systems/system-ui.ts';

export interface StateBox {
  /** `following.discovery.connecting` */
  readonly path: string;
  readonly name: string;
  readonly waits: string;
  readonly answers: readonly string[];
  readonly leaves: readonly string[];
  readonly isActive: boolean;
  readonly children: readonly StateBox[];
}

export function chartTree(
  machine: AnyStateMachine,
  chart: Chart,
  foreign?: StateDescriptions,
): readonly StateBox[] {
  const active = new Set(activeStates(chart.value));
  const words = foreign?.[machine.id] ?? {};
  const boxOf = (node: AnyStateNode): StateBox => {
    const path = node.path.join('.');
    const own = textsOf(node.description ?? '');
    const other = words[path];
    return {
      path,
      name: node.key,
      waits: other?.waits ?? own.waits,
      answers: other === undefined ? own.answers : (other.answers ?? []),
      leaves: own.leaves,
      isActive: active.has(path),
      children: Object.values(node.states).map((child) => boxOf(child as AnyStateNode)),
    };
  };
  return Object.values(machine.root.states).map((node) => boxOf(node as AnyStateNode));
}

/** A description's lines: prose, `answers: …`, `leaves: …`. */
function textsOf(description: string): Pick<StateBox, 'waits' | 'answers' | 'leaves'> {
  const lines = description.split('\n').map((line) => line.trim());
  const tagged = (tag: string) =>
    lines.filter((line) => line.startsWith(tag)).map((line) => line.slice(tag.length).trim());
  const waits = lines.filter((line) => !/^(answers|leaves):/.test(line)).join(' ');
  return { waits, answers: tagged('answers:'), leaves: tagged('leaves:') };
}

/** The box of a state, wherever it is nested. */
export function stateBox(boxes: readonly StateBox[], path: string): StateBox | undefined {
  for (const box of boxes) {
    if (box.path === path) return box;
    const inside = stateBox(box.children, path);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
