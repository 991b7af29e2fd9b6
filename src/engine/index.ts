/**
 * The door of the engine: all that shell, lessons and page may use, whichever systems are loaded. Each
 * system has a door of its own beside it (zookeeper/index.ts).
 */
export * from './kernel/behavior.ts';
export { JAVA_FACTS, JAVA_HOME } from './java/runtime.ts';
export * from './kernel/disk.ts';
export { appendChunk, freeTextBytes, hasRoomFor, writeWhole } from './kernel/disk-operations.ts';
export type { DiskFailure } from './kernel/disk-operations.ts';
export type { Effect, SpawnRequest, Stream } from './kernel/effects.ts';
export * from './kernel/events.ts';
export * from './kernel/file-content.ts';
export type { FaultRule, Selector } from './kernel/fault-rules.ts';
export * from './kernel/identities.ts';
export type { Change, Invariant, Report } from './kernel/invariant.ts';
export type { EventRecord } from './kernel/event-record.ts';
export type { MessageWeight } from './kernel/event-weight.ts';
export { Kernel } from './kernel/kernel.ts';
export type { HostSpec, KernelOptions } from './kernel/options.ts';
export type { JournalEntry, OperatorAction } from './kernel/operator-action.ts';
export { processByKey } from './kernel/operator.ts';
export * from './kernel/persistent-list.ts';
export * from './kernel/persistent-map.ts';
export * from './kernel/random.ts';
export * from './kernel/routine.ts';
export * from './kernel/state-hash.ts';
export * from './kernel/statechart.ts';
export { Timeline, replayJournal } from './kernel/timeline.ts';
export * from './kernel/turn.ts';
export type { Violation } from './kernel/violation.ts';
export type * from './kernel/world-state.ts';
export * from './world/scenario.ts';
export * from './world/cluster.ts';
export type * from './world/system.ts';
export * from './world/systems.ts';
export * from './world/action-text.ts';
export * from './world/journal-code.ts';
export * as verbs from './world/verbs.ts';
export * from './world/views/cause-chain.ts';
export * from './world/views/connection-views.ts';
export * from './world/views/file-views.ts';
export * from './world/views/host-views.ts';
