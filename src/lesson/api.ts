/**
 * The lesson API: the one module that `lessons/**` imports. A lesson on a system imports that system's,
 * which has all of this: conditions/zookeeper/api.ts.
 *
 * Read next: plot.ts and words.ts (the two halves of a lesson), conditions/ (what goals are made of),
 * actions.ts (solutions).
 */
export * from './actions.ts';
export { overHistory, overState } from './condition.ts';
export type { Condition } from './condition.ts';
export * from './conditions/core/compose.ts';
export * from './conditions/core/history.ts';
export * from './conditions/core/network.ts';
export * from './conditions/core/service.ts';
export * from './define-lesson.ts';
export * from './lesson.ts';
export type { ChallengePlot, LessonPlot } from './plot.ts';
export type { LessonProse } from './prose.ts';
export { t } from './text.ts';
export type { Text } from './text.ts';
