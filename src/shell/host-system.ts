/**
 * What every host has, whichever systems run on it: bash and the tools of /usr/bin.
 *
 * Mirrors: a Debian host.
 * Read next: bash/behavior.ts, coreutils/table.ts.
 */
import type { Behavior, Process, Role, System } from '../engine/index.ts';
import { bash } from './bash/behavior.ts';
import { coreutils } from './coreutils/table.ts';

const SHELLS: Readonly<Record<string, Behavior>> = {
  bash: bash as Behavior,
  sh: bash as Behavior,
};

export const host: System = {
  id: 'host',
  order: 0,
  programs: { ...coreutils, ...SHELLS },
  invariants: [],
  machines: [],
  mutants: [],
  provide: () => ({ name: '', hosts: [], addresses: [], tools: {} }),
  startsOn: () => [],
  roleOf,
  chartsOf: () => [],
  latestChange: () => null,
  isSetUpOn: () => false,
  messages: {},
  facets: {},
  purposes: {},
};

/** A shell is told apart from what it runs; of a tool its name says everything. */
function roleOf({ program }: Process): Role | null {
  if (!(program in SHELLS)) return null;
  const look = { glyph: 'prompt', tone: 'plain', label: 'bash' } as const;
  return { ...look, tier: 'shell', isServing: false, summary: '', facts: [] };
}
