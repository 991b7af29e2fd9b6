/** The systems that are fuzzed, each by its area; the first is taken when none is named. */
import type { Area } from './core/area.ts';
import { zookeeperArea } from './zookeeper/area.ts';

export const AREAS: readonly [Area, ...Area[]] = [zookeeperArea];
