/**
 * The lesson API: the one module that `lessons/**` imports.
 *
 * Read next: plot.ts and words.ts (the two halves of a lesson), conditions/ (what goals are made of),
 * actions.ts (solutions).
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
export * from './define-lesson.ts';
export * from './lesson.ts';
export type { ChallengePlot, LessonPlot } from './plot.ts';
export type { LessonProse } from './prose.ts';
export { t } from './text.ts';
export type { Text } from './text.ts';
