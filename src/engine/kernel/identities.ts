/**
 * Who every pid of a run is or was. A process leaves the process table when it ends; what it did
 * stays in the history, which knows it by its pid alone. When so many have died since that no record
 * can name it any more, it is forgotten: a loop that starts programs for ever must not fill the page.
 *
 * Mirrors: nothing upstream; process accounting (acct).
 */
import type { PersistentMap } from './persistent-map.ts';
import { emptyMap, mapDelete, mapGet, mapSet } from './persistent-map.ts';

export interface Identity {
  readonly pid: number;
  readonly host: string;
  readonly program: string;
  /** See `Process.key`. */
  readonly key: string;
  readonly argv: readonly string[];
  readonly tty: number | null;
}

/** By pid, and of terminals the host by their number. */
export interface Identities {
  readonly living: PersistentMap<Identity>;
  /** Those who died, in generations: the latest first. */
  readonly dead: readonly PersistentMap<Identity>[];
  readonly terminals: PersistentMap<string>;
}

/**
 * A life leaves three records at least (its start, its parent told of it and of its end), so the history
 * holds no more lives than a third of its records; all but the last generation are full.
 */
const GENERATION = 8_000;
const GENERATIONS = 6;

export const NO_IDENTITIES: Identities = {
  living: emptyMap(),
  dead: [emptyMap()],
  terminals: emptyMap(),
};

/** The latest to bear a pid. */
export function identityIn({ living, dead }: Identities, pid: number): Identity | undefined {
  const key = String(pid);
  let found = mapGet(living, key);
  for (let i = 0; found === undefined && i < dead.length; i++) found = mapGet(dead[i]!, key);
  return found;
}

/** `isLogin`: its terminal was opened for it. */
export function withBirth(
  identities: Identities,
  identity: Identity,
  isLogin: boolean,
): Identities {
  const { dead } = identities;
  const living = mapSet(identities.living, String(identity.pid), identity);
  const terminals =
    isLogin && identity.tty !== null
      ? mapSet(identities.terminals, String(identity.tty), identity.host)
      : identities.terminals;
  return { living, dead, terminals };
}

export function withDeath({ living, dead, terminals }: Identities, identity: Identity): Identities {
  const key = String(identity.pid);
  const isFull = dead[0]!.size >= GENERATION;
  const [latest, ...others] = isFull
    ? [emptyMap<Identity>(), ...dead.slice(0, GENERATIONS - 1)]
    : dead;
  return {
    living: mapDelete(living, key),
    dead: [mapSet(latest!, key, identity), ...others],
    terminals,
  };
}

export function hostOfTerminalIn({ terminals }: Identities, terminal: number): string | undefined {
  return mapGet(terminals, String(terminal));
}
