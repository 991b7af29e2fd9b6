/**
 * What two worlds hold that is not the same: znodes and sessions, as the server that has seen most
 * knows them. Pure.
 */
import type { Process, World } from '../../../engine/index.ts';
import { serverView, znodeView } from '../../../engine/zookeeper/index.ts';

export interface ZnodeDifference {
  readonly path: string;
  /** Undefined: not there. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface SessionDifference {
  readonly id: string;
  readonly isLeft: boolean;
  readonly isRight: boolean;
}

export interface Held {
  readonly znodes: readonly ZnodeDifference[];
  readonly sessions: readonly SessionDifference[];
}

export function differencesOf(left: World, right: World): Held {
  const [ours, theirs] = [newestServer(left), newestServer(right)];
  return { znodes: znodeDifferences(ours, theirs), sessions: sessionDifferences(ours, theirs) };
}

/** The running server that has seen most: its tree speaks for the run. */
function newestServer(world: World): Process | undefined {
  let best: Process | undefined;
  let bestZxid = -1n;
  for (const process of world.processes.values()) {
    const server = process.exitCode === null ? serverView(process) : null;
    if (server === null) continue;
    const zxid = BigInt(server.lastProcessedZxid);
    if (zxid > bestZxid) [best, bestZxid] = [process, zxid];
  }
  return best;
}

function znodeDifferences(
  left: Process | undefined,
  right: Process | undefined,
): readonly ZnodeDifference[] {
  const [ours, theirs] = [znodesOf(left), znodesOf(right)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .map((path) => ({ path, left: ours.get(path), right: theirs.get(path) }))
    .filter(({ left: a, right: b }) => a !== b);
}

/** Paths with their data, without what the server keeps for itself. */
function znodesOf(process: Process | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    const node = process === undefined ? undefined : znodeView(process, path);
    if (node === undefined) return;
    found.set(path, node.data ?? '');
    for (const child of node.children) {
      if (path !== '/' || child !== 'zookeeper')
        visit(path === '/' ? `/${child}` : `${path}/${child}`);
    }
  };
  visit('/');
  return found;
}

function sessionDifferences(
  left: Process | undefined,
  right: Process | undefined,
): readonly SessionDifference[] {
  const idsOf = (process: Process | undefined) =>
    new Set((process === undefined ? null : serverView(process))?.sessions.map(({ id }) => id));
  const [ours, theirs] = [idsOf(left), idsOf(right)];
  return [...new Set([...ours, ...theirs])]
    .map((id) => ({ id, isLeft: ours.has(id), isRight: theirs.has(id) }))
    .filter(({ isLeft, isRight }) => isLeft !== isRight);
}
