/**
 * Roles that the servers of every system have: starting, stopped, and how one is put together.
 *
 * Read next: system.ts.
 */
import type { Fact, Role } from './system.ts';

export type Look = Pick<Role, 'glyph' | 'tone' | 'label'>;

export const STARTING: Look = { glyph: 'lens', tone: 'searching', label: 'STARTING' };

const STOPPED: Look = { glyph: 'cross', tone: 'failed', label: 'STOPPED' };

export function server(
  look: Look,
  isServing: boolean,
  summary: string,
  facts: readonly Fact[],
): Role {
  return { ...look, tier: 'server', isServing, summary, facts };
}

/** A server that has ended. */
export function stoppedServer(exitCode: number | null): Role {
  const code = String(exitCode ?? 0);
  return server(STOPPED, false, `exit code ${code}`, [{ name: 'exit code', value: code }]);
}
