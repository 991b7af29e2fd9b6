/** Draws a machine as a Mermaid state diagram: states nested as they are, arrows with their causes. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** The text between a Mermaid fence's lines. */
export function drawMachine(machine: AnyStateMachine): string {
  const lines = ['stateDiagram-v2'];
  drawStates(machine.root, lines, '  ');
  drawArrows(machine.root, lines);
  return lines.join('\n');
}

const idOf = (node: AnyStateNode): string => node.path.join('_');

function drawStates(parent: AnyStateNode, lines: string[], indent: string): void {
  const initial = parent.initial?.target[0];
  if (initial !== undefined) lines.push(`${indent}[*] --> ${idOf(initial)}`);
  for (const node of Object.values(parent.states)) {
    const isLeaf = Object.keys(node.states).length === 0;
    lines.push(`${indent}state "${node.key}" as ${idOf(node)}${isLeaf ? '' : ' {'}`);
    if (isLeaf) continue;
    drawStates(node, lines, `${indent}  `);
    lines.push(`${indent}}`);
  }
}

function drawArrows(node: AnyStateNode, lines: string[]): void {
  const causes = new Map<string, string[]>();
  for (const [type, transitions] of node.transitions) {
    const [, delay] = /^xstate\.after\.([^.]+)\./.exec(type) ?? [];
    for (const { target } of transitions) {
      if (target?.[0] === undefined) continue;
      const to = idOf(target[0]);
      causes.set(to, [...(causes.get(to) ?? []), delay === undefined ? type : `after ${delay}`]);
    }
  }
  for (const [to, names] of causes) {
    const from = node.path.length === 0 ? undefined : idOf(node);
    if (from !== undefined) lines.push(`  ${from} --> ${to}: ${[...new Set(names)].join(', ')}`);
  }
  for (const child of Object.values(node.states)) drawArrows(child, lines);
}
