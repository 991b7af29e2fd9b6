/**
 * The drawings of src/ARCHITECTURE.md, made from the machines themselves. Run it to write them anew:
 * `npx tsx test/support/architecture-drawings.ts`. A tidy test holds them fresh.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { AnyStateMachine } from 'xstate';
import { clientConnectionMachine } from '../../src/engine/zookeeper/client/client-connection.machine.ts';
import { learnerHandlerMachine } from '../../src/engine/zookeeper/quorum/learner-handler.machine.ts';
import { quorumPeerMachine } from '../../src/engine/zookeeper/quorum/quorum-peer.machine.ts';
import { drawMachine } from './machine-drawing.ts';

const machines: readonly AnyStateMachine[] = [
  quorumPeerMachine,
  learnerHandlerMachine,
  clientConnectionMachine,
];

export const architecturePath = fileURLToPath(
  new URL('../../src/ARCHITECTURE.md', import.meta.url),
);

/** The document with every drawing as its machine is now. Throws when a drawing has no place. */
export function withFreshDrawings(text: string): string {
  let fresh = text;
  for (const machine of machines) {
    const place = new RegExp(`(<!-- machine ${machine.id} -->\n)[^]*?(\n<!-- end -->)`);
    if (!place.test(fresh)) throw new Error(`ARCHITECTURE.md has no place for ${machine.id}`);
    const drawing = `\n\`\`\`mermaid\n${drawMachine(machine)}\n\`\`\`\n`;
    fresh = fresh.replace(place, (_all, start: string, end: string) => start + drawing + end);
  }
  return fresh;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(architecturePath, withFreshDrawings(readFileSync(architecturePath, 'utf8')));
}
