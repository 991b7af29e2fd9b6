/**
 * Who watches which path on this server, and who is told when something changes.
 *
 * Mirrors: WatchManager, WatcherModeManager, PathParentIterator and DataTree's calls of them, 3.8.0,
 * with the fix of CVE-2024-23944 that Debian's package has: only those who may read a node are told.
 * Departs: several connections that watch one path are told in a fixed order, not in that of a Java
 * hash set; nobody can see the difference from one connection.
 * Read next: final-request-processor.ts.
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
import type { TreeChange } from '../data/data-tree.ts';
import { parentPathOf } from '../data/path-utils.ts';
import type { Acl, WatcherEventType } from '../protocol/records.ts';
import type { WatcherMode, WatchManagerState } from './server-state.ts';

/** Nobody watches anything. */
export const NO_WATCHES: WatchManagerState = {
  watchTable: emptyMap(),
  watch2Paths: emptyMap(),
  arrivals: 0,
  recursiveQty: 0,
  size: 0,
};

/** An event for one connection. */
export interface FiredWatch {
  /** connectionKey of the watcher. */
  readonly watcher: string;
  readonly eventType: WatcherEventType;
  readonly path: string;
  /** Only who may read by this list is told; null: everybody. */
  readonly acl: readonly Acl[] | null;
}

/** Adds or changes a watch; a watcher has one mode for each path. */
export function addWatch(
  manager: WatchManagerState,
  path: string,
  watcher: string,
  mode: WatcherMode = 'STANDARD',
): WatchManagerState {
  const watchers = mapGet(manager.watchTable, path) ?? emptyMap<WatcherMode>();
  const before = mapGet(watchers, watcher);
  if (before === mode) return manager;
  const watchTable = mapSet(manager.watchTable, path, mapSet(watchers, watcher, mode));
  const recursiveQty = manager.recursiveQty + recursions(mode) - recursions(before);
  if (before !== undefined) return { ...manager, watchTable, recursiveQty };
  const paths = mapGet(manager.watch2Paths, watcher) ?? emptyMap<number>();
  const arrivals = manager.arrivals + 1;
  return {
    watchTable,
    watch2Paths: mapSet(manager.watch2Paths, watcher, mapSet(paths, path, arrivals)),
    arrivals,
    recursiveQty,
    size: manager.size + 1,
  };
}

/** When the first of a path's watchers, or this one, came to watch it. */
export function watchArrival(
  { watchTable, watch2Paths }: WatchManagerState,
  path: string,
  watcher?: string,
): number {
  let first = Infinity;
  const watchers = watcher === undefined ? mapKeys(mapGet(watchTable, path)!) : [watcher];
  for (const each of watchers) first = Math.min(first, mapGet(mapGet(watch2Paths, each)!, path)!);
  return first;
}

/** Forgets one watch; the same manager comes back when there is none. */
export function removeWatch(
  manager: WatchManagerState,
  path: string,
  watcher: string,
): WatchManagerState {
  const watchers = mapGet(manager.watchTable, path);
  const mode = watchers === undefined ? undefined : mapGet(watchers, watcher);
  if (watchers === undefined || mode === undefined) return manager;
  const left = mapDelete(watchers, watcher);
  const paths = mapDelete(mapGet(manager.watch2Paths, watcher)!, path);
  const { watchTable, watch2Paths } = manager;
  return {
    watchTable: left.size === 0 ? mapDelete(watchTable, path) : mapSet(watchTable, path, left),
    // As upstream: a connection stays listed when its last watch goes one by one.
    watch2Paths: mapSet(watch2Paths, watcher, paths),
    arrivals: manager.arrivals,
    recursiveQty: manager.recursiveQty - recursions(mode),
    size: manager.size - 1,
  };
}

/** Forgets a connection that closed. */
export function removeWatcher(manager: WatchManagerState, watcher: string): WatchManagerState {
  const paths = mapGet(manager.watch2Paths, watcher);
  if (paths === undefined) return manager;
  let left = manager;
  for (const path of mapKeys(paths)) left = removeWatch(left, path, watcher);
  return { ...left, watch2Paths: mapDelete(left.watch2Paths, watcher) };
}

/**
 * Whether upstream finds a watch for the path. Its quirk is kept: any connection's watch on the very
 * path counts.
 */
export function containsWatcher(
  manager: WatchManagerState,
  path: string,
  watcher: string,
): boolean {
  if (mapGet(manager.watchTable, path) !== undefined) return true;
  return modeOf(manager, path, watcher) === 'PERSISTENT_RECURSIVE';
}

/**
 * Takes the watches that a change fires out of the managers and gives the events in order. Data
 * watches of a deleted node speak for child watches of the same connection.
 */
export function triggerWatches(
  dataWatches: WatchManagerState,
  childWatches: WatchManagerState,
  changes: readonly TreeChange[],
): readonly [WatchManagerState, WatchManagerState, readonly FiredWatch[]] {
  const fired: FiredWatch[] = [];
  let data = dataWatches;
  let child = childWatches;
  if (data.size === 0 && child.size === 0) return [data, child, fired];
  for (const { type, path, acl, parentAcl } of changes) {
    const parent: Changed = { path: parentPathOf(path), acl: parentAcl };
    const node: Changed = { path, acl };
    if (type === 'changed') {
      data = trigger(data, node, 'NodeDataChanged', fired, null);
    } else if (type === 'created') {
      data = trigger(data, node, 'NodeCreated', fired, null);
      child = trigger(child, parent, 'NodeChildrenChanged', fired, null);
    } else {
      const from = fired.length;
      data = trigger(data, node, 'NodeDeleted', fired, null);
      const told = fired.slice(from).map((event) => event.watcher);
      child = trigger(child, node, 'NodeDeleted', fired, told);
      child = trigger(child, parent, 'NodeChildrenChanged', fired, null);
    }
  }
  return [data, child, fired];
}

interface Changed {
  readonly path: string;
  readonly acl: readonly Acl[] | null;
}

function trigger(
  manager: WatchManagerState,
  { path, acl }: Changed,
  eventType: WatcherEventType,
  fired: FiredWatch[],
  suppressed: readonly string[] | null,
): WatchManagerState {
  if (manager.size === 0) return manager;
  let left = manager;
  const told = new Set<string>(suppressed ?? []);
  for (const [watcher, mode] of entriesAt(manager, path)) {
    const isRecursive = mode === 'PERSISTENT_RECURSIVE';
    if (isRecursive && eventType === 'NodeChildrenChanged') continue;
    if (!told.has(watcher)) fired.push({ watcher, eventType, path, acl });
    told.add(watcher);
    if (mode === 'STANDARD') left = removeWatch(left, path, watcher);
  }
  if (manager.recursiveQty === 0 || eventType === 'NodeChildrenChanged') return left;
  for (let at = path; at !== '/';) {
    at = parentPathOf(at);
    for (const [watcher, mode] of entriesAt(manager, at)) {
      if (mode !== 'PERSISTENT_RECURSIVE' || told.has(watcher)) continue;
      told.add(watcher);
      fired.push({ watcher, eventType, path, acl });
    }
  }
  return left;
}

const NONE: readonly (readonly [string, WatcherMode])[] = [];

function entriesAt(
  manager: WatchManagerState,
  path: string,
): Iterable<readonly [string, WatcherMode]> {
  const watchers: PersistentMap<WatcherMode> | undefined = mapGet(manager.watchTable, path);
  return watchers === undefined ? NONE : mapEntries(watchers);
}

function modeOf(
  manager: WatchManagerState,
  path: string,
  watcher: string,
): WatcherMode | undefined {
  const watchers = mapGet(manager.watchTable, path);
  return watchers === undefined ? undefined : mapGet(watchers, watcher);
}

function recursions(mode: WatcherMode | undefined): number {
  return mode === 'PERSISTENT_RECURSIVE' ? 1 : 0;
}
