/**
 * The door of the engine: all that shell, lessons and page may use.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 */
export * from './kernel/behavior.ts';
export * from './kernel/disk.ts';
export { appendChunk, freeTextBytes, hasRoomFor, writeWhole } from './kernel/disk-operations.ts';
export type { DiskFailure } from './kernel/disk-operations.ts';
export type { Effect, SpawnRequest, Stream } from './kernel/effects.ts';
export * from './kernel/events.ts';
export type { FaultRule, Selector } from './kernel/fault-rules.ts';
export * from './kernel/identities.ts';
export type { Change, Invariant, Observation, Violation } from './kernel/invariant.ts';
export { Kernel } from './kernel/kernel.ts';
export type { EventRecord, HostSpec, KernelOptions } from './kernel/kernel.ts';
export type { JournalEntry, OperatorAction } from './kernel/operator-action.ts';
export { processByKey } from './kernel/operator.ts';
export * from './kernel/persistent-list.ts';
export * from './kernel/persistent-map.ts';
export * from './kernel/random.ts';
export * from './kernel/state-hash.ts';
export * from './kernel/statechart.ts';
export { Timeline, replayJournal } from './kernel/timeline.ts';
export type * from './kernel/world-state.ts';
export * from './world/scenario.ts';
export * from './world/zookeeper-scenario.ts';
export * from './world/action-text.ts';
export * from './world/journal-code.ts';
export * as verbs from './world/verbs.ts';
export * from './world/views/cause-chain.ts';
export * from './world/views/chart-view.ts';
export * from './world/views/client-view.ts';
export * from './world/views/connection-views.ts';
export * from './world/views/file-views.ts';
export * from './world/views/host-views.ts';
export type * from './world/views/role-view.ts';
export * from './world/views/server-view.ts';
export * from './world/views/write-view.ts';
export { parseQuorumPeerConfig } from './zookeeper/admin/config.ts';
export { CONFIG_KEYS } from './zookeeper/admin/config-keys.ts';
export { ConfigError } from './zookeeper/admin/java-values.ts';
export { configOfFile } from './zookeeper/admin/quorum-verifier.ts';
export * from './zookeeper/admin/tools.ts';
export * from './zookeeper/client/index.ts';
export * from './zookeeper/index.ts';
