/**
 * The door of the lesson layer for the page and the tests. Lessons themselves import api.ts.
 */
export { isActing } from './actions.ts';
export type { LessonAction } from './actions.ts';
export type { Condition, Moment } from './condition.ts';
export * from './course-table.ts';
export * from './lesson.ts';
export * from './lesson-player.ts';
export * from './mini-world.ts';
export { Playback } from './playback.ts';
export * from './progress.ts';
export type * from './prose.ts';
export * from './schema.ts';
export * from './text.ts';
export * from './world-spec.ts';
