/**
 * A system of the tests' own: servers that answer what they are told, and nothing else. It is written
 * into a copy of the project, to show that a system is folders and nothing but folders: with it the page
 * builds and runs, and without another one too.
 */

/** Path from the project's root to text. */
export const TINY_SYSTEM: Readonly<Record<string, string>> = {
  'src/engine/tiny/system.ts': `/** Servers that answer what they are told. */
import type { Behavior } from '../kernel/behavior.ts';
import type { Message } from '../kernel/events.ts';
import type { MessageKind, System } from '../world/system.ts';

export interface TinySpec {
  readonly servers: number;
}

declare module '../world/cluster.ts' {
  interface SystemSpecs {
    readonly tiny: TinySpec;
  }
}

const PORT = 7;

const echo: Behavior<number> = {
  name: 'Echo',
  start: () => [0, [{ type: 'listen', port: PORT, purpose: 'echo' }]],
  step: (count, event) =>
    event.type === 'message'
      ? [count + 1, [{ type: 'send', connection: event.connection, message: event.message }]]
      : [count, []],
};

const text: MessageKind = {
  weight: 'normal',
  detail: (message: Message) => String((message as Message & { text?: unknown }).text ?? ''),
  about: () => [],
  subjects: () => [],
};

export const tiny: System = {
  id: 'tiny',
  order: 9,
  programs: { Echo: echo as Behavior },
  invariants: [],
  machines: [],
  mutants: [],
  provide(spec) {
    const { servers } = spec as TinySpec;
    const hosts = Array.from({ length: servers }, (_, index) => ({
      name: \`echo\${index + 1}\`,
      ip: \`10.0.1.\${index + 1}\`,
      boot: [{ program: 'Echo', argv: ['Echo'] }],
    }));
    return { name: 'echo', hosts, addresses: [], tools: {} };
  },
  startsOn: () => [],
  roleOf({ program, state, status }) {
    if (program !== 'Echo') return null;
    const isServing = status === 'running';
    const summary = \`\${String(state ?? 0)} answered\`;
    return { glyph: 'ring', tone: 'following', label: 'ECHO', tier: 'server', isServing, summary, facts: [] };
  },
  chartsOf: () => [],
  latestChange: () => null,
  isSetUpOn: () => false,
  messages: { Echoed: text },
  facets: {},
  purposes: { echo: 'client' },
};
`,
  'src/engine/tiny/index.ts': `/** The door. */
export { tiny } from './system.ts';
`,
  'src/shell/tiny/index.ts': `/** The door. */
import { tiny } from '../../engine/tiny/index.ts';
import { addToShell } from '../index.ts';

export function addTiny(): void {
  addToShell(tiny, {
    title: 'Tiny',
    folder: '/opt/tiny/bin',
    programs: {},
    tools: [],
    mainClasses: {},
    readers: [],
    messageOf: () => null,
  });
}
`,
  'src/ui/systems/tiny/Nothing.svelte': `<!-- Nothing to show. -->
<p hidden></p>
`,
  'src/ui/systems/tiny/index.ts': `/** The door. */
import { addTiny } from '../../../shell/tiny/index.ts';
import type { SystemUi } from '../system-ui.ts';
import Nothing from './Nothing.svelte';

addTiny();

const tiny: SystemUi = {
  id: 'tiny',
  order: 9,
  standard: { tiny: { servers: 2 }, clientHosts: 1, seed: 1 },
  codec: { id: 'kafka', encode: () => '', decode: () => ({}) },
  Form: Nothing,
  Panel: Nothing,
  LatePanel: Nothing,
  Differences: Nothing,
  Miniature: Nothing,
  legend: { roles: () => [], channels: () => [], tones: () => [], controlLine: () => '' },
  provocations: () => [],
  nouns: { processNamed: () => undefined, nounOf: () => undefined, waits: {} },
  scripts: { example: '', help: '' },
  composeFile: () => '',
  serviceOf: () => undefined,
  words: () => ({ facts: {}, facets: {} }),
  claims: () => Promise.resolve({}),
  stateDescriptions: () => Promise.resolve({}),
  lessonOf: () => undefined,
};

export default tiny;
`,
  'test/unit/tiny.test.ts': `/** The tiny system, by what is common alone. */
import { expect, test } from 'vitest';
import { hostViews, listItems, scenarioOf, verbs } from '../../src/engine/index.ts';
import { startSimulation } from '../../src/shell/index.ts';
import { SYSTEMS } from '../../src/ui/systems/load-system.ts';
import '../support/systems.ts';

test('runs, answers a shell, and shows its role', () => {
  expect(SYSTEMS).toContain('tiny');
  const timeline = startSimulation(scenarioOf({ tiny: { servers: 2 } }));
  for (const action of verbs.openTerminal('client1')) timeline.act(action);
  timeline.advance({ untilMs: 100 });
  for (const action of verbs.type(1, 'echo hello | nc -q 1 echo2 7')) timeline.act(action);
  timeline.advance({ untilMs: 3000 });
  const printed = [...listItems(timeline.world.terminals.get(1)!.output)].map(({ text }) => text);
  expect(printed.join('')).toContain('\\nhello\\n');
  const shown = hostViews(timeline.world).flatMap(({ name, isServer, processes }) =>
    isServer ? processes.map(({ role }) => [name, role.label, role.summary]) : [],
  );
  expect(shown).toEqual([
    ['echo1', 'ECHO', '0 answered'],
    ['echo2', 'ECHO', '1 answered'],
  ]);
});
`,
};
