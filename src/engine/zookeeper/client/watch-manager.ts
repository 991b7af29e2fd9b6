/**
 * The client's own table of watches: which watcher is told about which path.
 *
 * Mirrors: org.apache.zookeeper.ZKWatchManager, 3.8.0.
 * Departs: a watcher is a name, not an object; disableAutoWatchReset is not known.
 * Read next: event-thread.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import {
  emptyMap,
  mapDelete,
  mapEntries,
  mapGet,
  mapKeys,
  mapSet,
} from '../../kernel/persistent-map.ts';
import { parentPathOf } from '../data/path-utils.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { WatcherEventType, WatcherType } from '../protocol/records.ts';

/** Name of the watcher that also gets the session's events. */
export const DEFAULT_WATCHER = 'default';

/** The five kinds of watches. */
export type WatchKind = 'data' | 'exist' | 'child' | 'persistent' | 'persistentRecursive';

/** Path to the names of its watchers. */
export type WatchTable = PersistentMap<readonly string[]>;

/** Plain data. */
export type WatchManager = { readonly [kind in WatchKind]: WatchTable };

const NOTHING: WatchManager = {
  data: emptyMap(),
  exist: emptyMap(),
  child: emptyMap(),
  persistent: emptyMap(),
  persistentRecursive: emptyMap(),
};

const kinds = ['data', 'exist', 'child', 'persistent', 'persistentRecursive'] as const;

/** No watches. */
export function emptyWatchManager(): WatchManager {
  return NOTHING;
}

/** Adds a watcher for a path; the same watcher twice counts once. */
export function addWatcher(
  watches: WatchManager,
  kind: WatchKind,
  path: string,
  watcher: string,
): WatchManager {
  const present = mapGet(watches[kind], path) ?? [];
  if (present.includes(watcher)) return watches;
  return { ...watches, [kind]: mapSet(watches[kind], path, [...present, watcher]) };
}

/** Paths of one kind, sorted. */
export function watchedPaths(watches: WatchManager, kind: WatchKind): string[] {
  return [...mapKeys(watches[kind])].sort();
}

/** True when nothing is watched. */
export function hasNoWatches(watches: WatchManager): boolean {
  return kinds.every((kind) => watches[kind].size === 0);
}

/** Who is told about an event; one-shot watches leave the table by it. */
export function materialize(
  watches: WatchManager,
  type: WatcherEventType,
  path: string | null,
): readonly [watchers: readonly string[], watches: WatchManager] {
  const watchers = new Set<string>();
  if (type === 'None' || path === null) {
    watchers.add(DEFAULT_WATCHER);
    for (const kind of kinds) {
      for (const [, names] of mapEntries(watches[kind])) {
        for (const name of names) watchers.add(name);
      }
    }
    return [[...watchers], watches];
  }
  let left = watches;
  const fire = (kind: WatchKind): void => {
    const names = mapGet(left[kind], path);
    if (names === undefined) return;
    for (const name of names) watchers.add(name);
    left = { ...left, [kind]: mapDelete(left[kind], path) };
  };
  if (type === 'NodeDataChanged' || type === 'NodeCreated' || type === 'NodeDeleted') {
    fire('data');
    fire('exist');
  }
  if (type === 'NodeChildrenChanged' || type === 'NodeDeleted') fire('child');
  for (const name of persistentWatchers(left, path)) watchers.add(name);
  return [[...watchers], left];
}

function persistentWatchers(watches: WatchManager, path: string): readonly string[] {
  const names = [...(mapGet(watches.persistent, path) ?? [])];
  if (watches.persistentRecursive.size === 0) return names;
  for (let at = path; ; at = parentPathOf(at)) {
    names.push(...(mapGet(watches.persistentRecursive, at) ?? []));
    if (at === '/') return names;
  }
}

/** Watches that were taken away, by the event that says so. */
export interface RemovedWatches {
  readonly type: 'ChildWatchRemoved' | 'DataWatchRemoved' | 'PersistentWatchRemoved';
  readonly watchers: readonly string[];
}

/** Takes all watchers of a path away as `removewatches` asks; gives the error code that results. */
export function removeWatchers(
  watches: WatchManager,
  path: string,
  type: WatcherType,
  isLocal: boolean,
  err: number,
): { readonly watches: WatchManager; readonly removed: readonly RemovedWatches[]; err: number } {
  if (!kindsChecked[type].some((kind) => mapGet(watches[kind], path) !== undefined)) {
    return { watches, removed: [], err: ErrorCode.NOWATCHER };
  }
  if (!isLocal && err !== ErrorCode.OK) return { watches, removed: [], err };
  const removed: RemovedWatches[] = [];
  let left = watches;
  for (const [event, group] of groups) {
    const names = new Set<string>();
    for (const kind of group) {
      if (!kindsRemoved[type].includes(kind)) continue;
      for (const name of mapGet(left[kind], path) ?? []) names.add(name);
      left = { ...left, [kind]: mapDelete(left[kind], path) };
    }
    if (names.size > 0) removed.push({ type: event, watchers: [...names] });
  }
  if (removed.length === 0) return { watches, removed, err: ErrorCode.NOWATCHER };
  // A loss of the connection does not matter when the watch is gone locally.
  return { watches: left, removed, err: ErrorCode.OK };
}

const groups: readonly (readonly [RemovedWatches['type'], readonly WatchKind[]])[] = [
  ['ChildWatchRemoved', ['child']],
  ['DataWatchRemoved', ['data', 'exist']],
  ['PersistentWatchRemoved', ['persistent', 'persistentRecursive']],
];

/** Upstream looks for persistent watches too when asked for Children or Data … */
const kindsChecked: { readonly [type in WatcherType]: readonly WatchKind[] } = {
  Children: ['child', 'persistent', 'persistentRecursive'],
  Data: ['data', 'exist', 'persistent', 'persistentRecursive'],
  Any: kinds,
};

/** … but does not remove them then. */
const kindsRemoved: { readonly [type in WatcherType]: readonly WatchKind[] } = {
  Children: ['child'],
  Data: ['data', 'exist'],
  Any: kinds,
};
