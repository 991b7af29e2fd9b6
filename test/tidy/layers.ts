/**
 * Imports point down: ui > lesson > shell > world > zookeeper > kernel. The engine and the shell
 * are entered by their doors, and lessons see the lesson API alone.
 *
 * Read next: src/ARCHITECTURE.md.
 */
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { importsOf } from './syntax.ts';

/** Folder to height. A file may import from its own height's folder and from lower ones. */
const layers: readonly (readonly [prefix: string, height: number])[] = [
  ['src/engine/kernel/', 1],
  ['src/engine/zookeeper/', 2],
  ['src/engine/world/', 3],
  ['src/engine/', 4],
  ['src/shell/', 5],
  ['src/lesson/', 6],
  ['lessons/', 7],
  ['src/ui/', 8],
  ['src/main.ts', 9],
];

const doors = [
  { inside: 'src/engine/', door: 'src/engine/index.ts' },
  { inside: 'src/shell/', door: 'src/shell/index.ts' },
];

const lessonApi = 'src/lesson/api.ts';

function heightOf(path: string): number | undefined {
  return layers.find(([prefix]) => path.startsWith(prefix))?.[1];
}

/** Imports that point up, go past a door, or reach for xstate outside a machine. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap((file) => {
    const own = heightOf(file.path);
    if (own === undefined) return [];
    return importsOf(file).flatMap(({ target, specifier, line, isTypeOnly }) => {
      const where = `${file.path}:${line}`;
      if (target === undefined) return packageFault(file.path, specifier, isTypeOnly, where);
      const height = heightOf(target);
      if (height === undefined) {
        return target.startsWith('src/') || target.startsWith('lessons/')
          ? [`${where}: ${target} belongs to no layer`]
          : [`${where}: ${target} lies outside the page's code`];
      }
      if (height > own) return [`${where}: imports upwards, ${target}`];
      for (const { inside, door } of doors) {
        if (target.startsWith(inside) && !file.path.startsWith(inside) && target !== door) {
          return [`${where}: goes past the door ${door}, to ${target}`];
        }
      }
      const isFromLesson = file.path.startsWith('lessons/') && !target.startsWith('lessons/');
      if (isFromLesson && target !== lessonApi) {
        return [`${where}: a lesson imports ${target}, not ${lessonApi}`];
      }
      return [];
    });
  });
}

function packageFault(
  path: string,
  specifier: string,
  isTypeOnly: boolean,
  where: string,
): string[] {
  const isEngine = path.startsWith('src/engine/');
  if (specifier === 'xstate') {
    const mayRun = path === 'src/engine/kernel/statechart.ts' || /\.machine\.ts$/.test(path);
    return isTypeOnly || mayRun ? [] : [`${where}: runs xstate outside kernel/statechart.ts`];
  }
  return isEngine ? [`${where}: the engine imports the package ${specifier}`] : [];
}
