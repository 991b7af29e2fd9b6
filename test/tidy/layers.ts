/**
 * Imports point down: ui > lesson > shell > systems > world > kernel. Engine and shell are entered by
 * their doors, and lessons see the lesson API alone.
 *
 * A system (ZooKeeper, Kafka …) has a folder of its own in each layer, above the layer's common part:
 * nothing common knows a system, a system uses the doors of its own folders below, and systems do not
 * see each other, but for the client of one that another is allowed.
 *
 * Read next: src/ARCHITECTURE.md.
 */
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { importsOf } from './syntax.ts';

/** Folder to height. A file may import from its own height's folder and from lower ones. */
const layers: readonly (readonly [prefix: string, height: number])[] = [
  ['src/engine/kernel/', 1],
  ['src/engine/java/', 1],
  ['src/engine/world/', 2],
  ['src/engine/index.ts', 4],
  ['src/engine/', 3],
  ['src/shell/', 5],
  ['src/lesson/', 7],
  ['lessons/', 9],
  ['src/ui/', 10],
  ['src/main.ts', 12],
];

/** Folders that hold one folder for each system, which stands above the rest of its layer. */
const ofSystems = ['src/engine/', 'src/shell/', 'src/lesson/conditions/', 'src/ui/systems/'];

/** Of another system's engine, what a system may use. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  kafka: ['src/engine/zookeeper/client/index.ts'],
};

const lessonApi = 'src/lesson/api.ts';
const systemApi = /^src\/lesson\/conditions\/[^/]+\/api\.ts$/;

/** Imports that point up, go past a door, cross to another system, or run xstate outside a machine. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  const systems = files.flatMap(
    ({ path }) => /^src\/engine\/([^/]+)\/system\.ts$/.exec(path) ?? [],
  );
  const names = new Set(systems.filter((name) => !name.includes('/') && name !== 'world'));
  const systemOf = (path: string): string | undefined => {
    const prefix = ofSystems.find((one) => path.startsWith(one));
    const name = prefix === undefined ? undefined : path.slice(prefix.length).split('/')[0]!;
    return name !== undefined && names.has(name) ? name : undefined;
  };
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
      const [from, to] = [systemOf(file.path), systemOf(target)];
      const crossing = systemFault(file.path, from, target, to);
      if (crossing !== undefined) return [`${where}: ${crossing}`];
      const door = doorOf(file.path, target, to);
      if (door !== undefined) return [`${where}: goes past the door ${door}, to ${target}`];
      return [];
    });
  });
}

function heightOf(path: string): number | undefined {
  return layers.find(([prefix]) => path.startsWith(prefix))?.[1];
}

function systemFault(
  path: string,
  from: string | undefined,
  target: string,
  to: string | undefined,
): string | undefined {
  const isLesson = path.startsWith('lessons/');
  if (isLesson) {
    const isApi = target === lessonApi || systemApi.test(target);
    return target.startsWith('lessons/') || isApi
      ? undefined
      : `a lesson imports ${target}, not ${lessonApi} or a system's`;
  }
  if (to === undefined || to === from) return undefined;
  if (from === undefined) return `knows the system ${to}, by ${target}`;
  return allowed[from]?.includes(target) ? undefined : `${from} sees ${to}, by ${target}`;
}

/** The door that should have been used; undefined when the import may be as it is. */
function doorOf(path: string, target: string, system: string | undefined): string | undefined {
  const top = ['src/engine/', 'src/shell/'].find((one) => target.startsWith(one));
  if (top === undefined || path.startsWith(top) || path.startsWith('lessons/')) return undefined;
  const door = `${top}${system === undefined ? '' : `${system}/`}index.ts`;
  return target === door ? undefined : door;
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
