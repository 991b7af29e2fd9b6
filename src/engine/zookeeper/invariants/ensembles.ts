/**
 * Which servers make promises to each other: those that were configured for the same ensemble. A
 * world may hold several, on one host even, each with its own epochs and its own history.
 *
 * A server finds its ensemble when it starts, by whom its configuration lists. A reconfiguration does
 * not part an ensemble, so that a leader it leaves behind still counts; only starting anew with another
 * configuration moves a server. Servers are told apart by the folder that holds their data.
 *
 * Mirrors: the constant `Server` of Zab.tla, one set for each ensemble.
 * Departs: an ensemble that is started with none of its former addresses is a new one.
 * Read next: committed-history.ts, elections.ts, durability.ts.
 */
import { resolveHost } from '../../kernel/host-table.ts';
import type { Change, Invariant, Report } from '../../kernel/invariant.ts';
import type { Process, World } from '../../kernel/world-state.ts';
import { snapDir } from '../admin/config.ts';
import type { InetSocketAddress } from '../admin/config-types.ts';
import type { ServerProcessState } from '../server/server-state.ts';

/** A server that was seen; by host and data folder. */
interface Member {
  /** Number of its ensemble, from 0 in order of appearance. */
  readonly ensemble: number;
  /** Where it waits for votes: host and port. */
  readonly address: string;
  /** Where its configuration says that the others do. */
  readonly listed: readonly string[];
}

export interface Members {
  readonly byPlace: Readonly<Record<string, Member>>;
  /** Number of the ensemble of each process that was a server of one: every promise asks for it. */
  readonly byPid: Readonly<Record<number, number>>;
}

/** Ghost: who belongs where, and what is kept for each ensemble. */
export interface EnsemblesGhost<G> {
  readonly members: Members;
  readonly ghosts: readonly G[];
}

/** Whether a process is a server of the same ensemble as the process of this pid. */
export function isPeer({ byPid }: Members, pid: number, { info }: Process): boolean {
  return byPid[info.pid] === byPid[pid];
}

/** A promise that the servers of one ensemble make to each other. */
export interface EnsembleInvariant<G> extends Omit<Invariant<G>, 'observe'> {
  observe(ghost: G, change: Change, world: World, report: Report, members: Members): G;
}

const NOBODY: Members = { byPlace: {}, byPid: {} };
const NO_ENSEMBLE: EnsemblesGhost<never> = { members: NOBODY, ghosts: [] };

/** Watches a promise in each ensemble of the world. */
export function inEachEnsemble<G>(invariant: EnsembleInvariant<G>): Invariant<EnsemblesGhost<G>> {
  return {
    ...invariant,
    start: () => NO_ENSEMBLE,
    observe(ghost, change, world, report) {
      const members = membersAfter(ghost.members, change, world);
      const at = members.byPid[change.pid];
      if (at === undefined) return ghost;
      const before = ghost.ghosts[at];
      const after = invariant.observe(before ?? invariant.start(), change, world, report, members);
      if (members === ghost.members && after === before) return ghost;
      return { members, ghosts: after === before ? ghost.ghosts : withAt(ghost.ghosts, at, after) };
    },
  };
}

function withAt<G>(items: readonly G[], at: number, item: G): readonly G[] {
  const next = items.slice();
  next[at] = item;
  return next;
}

/** Changes when a server starts, and when a reconfiguration changes what it knows of the others. */
function membersAfter(members: Members, change: Change, world: World): Members {
  const before = change.before as ServerProcessState | null | undefined;
  const after = change.after as ServerProcessState | null | undefined;
  const verifier = after?.quorum?.peer.quorumVerifier;
  if (verifier === undefined || before?.quorum?.peer.quorumVerifier === verifier) return members;
  const known = changed.get(change);
  if (known?.from === members) return known.to;
  const to = withMember(members, change, world);
  changed.set(change, { from: members, to });
  return to;
}

/**
 * What a change made of who belongs where, for the promises that ask next: it follows from the change
 * and is forgotten with it. All of them then share one table, which lists every process there ever was.
 */
const changed = new WeakMap<Change, { readonly from: Members; readonly to: Members }>();

function withMember(members: Members, change: Change, world: World): Members {
  const before = (change.before as ServerProcessState | null | undefined)?.quorum?.peer;
  const state = change.after as ServerProcessState;
  const after = state.quorum!.peer;
  const { byPlace, byPid } = members;
  const { host } = world.processes.get(change.pid)!.info;
  const place = `${host}:${snapDir(state.config)}`;
  const known = byPlace[place];
  const configured = after.quorumVerifier.members;
  const own = configured.find(({ sid }) => sid === after.myid)?.electionAddress;
  const address = own === undefined ? (known?.address ?? '') : endpoint(world, host, own);
  const listed = configured
    .filter(({ sid }) => sid !== after.myid)
    .flatMap(({ addresses }) => addresses.map(({ election }) => endpoint(world, host, election)));
  const isReconfigured = before !== undefined && known !== undefined;
  const ensemble = isReconfigured ? known.ensemble : ensembleOf(byPlace, place, address, listed);
  return {
    byPlace: { ...byPlace, [place]: { ensemble, address, listed } },
    byPid: { ...byPid, [change.pid]: ensemble },
  };
}

/** The ensemble of most of the servers that a configuration lists, or that list the server. */
function ensembleOf(
  members: Members['byPlace'],
  place: string,
  address: string,
  listed: readonly string[],
): number {
  const former = members[place]?.ensemble;
  const others = Object.entries(members).flatMap(([key, other]) => (key === place ? [] : [other]));
  const found =
    mostFrequent(
      others.filter((other) => listed.includes(other.address)),
      former,
    ) ??
    mostFrequent(
      others.filter((other) => other.listed.includes(address)),
      former,
    );
  if (found !== undefined) return found;
  // Nobody of its ensemble was seen: it is the first, or has left those that it belonged to.
  const isAlone = others.every(({ ensemble }) => ensemble !== former);
  if (former !== undefined && isAlone) return former;
  return 1 + Math.max(-1, ...Object.values(members).map(({ ensemble }) => ensemble));
}

/** The ensemble of most of them; in case of doubt the former one, then the oldest. */
function mostFrequent(servers: readonly Member[], former: number | undefined): number | undefined {
  const counts = new Map<number, number>();
  for (const { ensemble } of servers) counts.set(ensemble, (counts.get(ensemble) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const best = [...counts.keys()].filter((ensemble) => counts.get(ensemble) === most);
  if (former !== undefined && best.includes(former)) return former;
  return best.length === 0 ? undefined : Math.min(...best);
}

/** Names of one host become one: `localhost`, its address, `0.0.0.0` that listens everywhere. */
function endpoint(world: World, from: string, { host, port }: InetSocketAddress): string {
  return `${resolveHost(world, from, host)?.name ?? host}:${port}`;
}
