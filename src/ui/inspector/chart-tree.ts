/**
 * An xstate machine as a plain tree for drawing: states in each other, with their texts. Made from
 * the machine itself, so that picture and behaviour cannot differ. Pure.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { activeStates } from '../../engine/index.ts';
import type { Chart } from '../../engine/index.ts';

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

export function chartTree(machine: AnyStateMachine, chart: Chart): readonly StateBox[] {
  const active = new Set(activeStates(chart.value));
  return Object.values(machine.root.states).map((node) => boxOf(node as AnyStateNode, active));
}

function boxOf(node: AnyStateNode, active: ReadonlySet<string>): StateBox {
  const path = node.path.join('.');
  return {
    path,
    name: node.key,
    ...textsOf(node.description ?? ''),
    isActive: active.has(path),
    children: Object.values(node.states).map((child) => boxOf(child as AnyStateNode, active)),
  };
}

/** A description's lines: prose, `answers: …`, `leaves: …`. */
function textsOf(description: string): Pick<StateBox, 'waits' | 'answers' | 'leaves'> {
  const lines = description.split('\n').map((line) => line.trim());
  const tagged = (tag: string) =>
    lines.filter((line) => line.startsWith(tag)).map((line) => line.slice(tag.length).trim());
  const waits = lines.filter((line) => !/^(answers|leaves):/.test(line)).join(' ');
  return { waits, answers: tagged('answers:'), leaves: tagged('leaves:') };
}

/** The innermost active state: whose text is read first. */
export function innermost(boxes: readonly StateBox[]): StateBox | undefined {
  for (const box of boxes) {
    if (box.isActive) return innermost(box.children) ?? box;
  }
  return undefined;
}
