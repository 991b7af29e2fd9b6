/**
 * The lesson API: the one module that `lessons/**` imports.
 *
 * Read next: lesson.ts (the shape), conditions/ (what goals are made of), actions.ts (solutions).
 */
export * from './actions.ts';
export { overHistory, overState } from './condition.ts';
export type { Condition } from './condition.ts';
export * from './conditions/compose.ts';
export * from './conditions/fault.ts';
export * from './conditions/history.ts';
export * from './conditions/server.ts';
export * from './conditions/session.ts';
export * from './conditions/znode.ts';
export * from './lesson.ts';
export type { LessonProse } from './prose.ts';
export { t } from './text.ts';
export type { Text } from './text.ts';
