/**
 * Which installation a script belongs to: where it lies on the disk says it, as `$(dirname $0)/..` does.
 *
 * Mirrors: `base_dir=$(dirname $0)` of the scripts in bin, 2.8.0.
 */
import type { DiskView, ProcessInfo } from '../../../engine/index.ts';
import { isFolder, readText } from '../../../engine/index.ts';
import { findProgram } from '../../bash/launch.ts';
import { resolvePath } from '../../program/paths.ts';
import { releaseOf } from '../../../engine/kafka/index.ts';
import { rootLevel } from './log4j.ts';
import type { Installation, LogLevel } from './tool.ts';

/** Where a release lies when a process was started without a shell. */
export const USUAL_FOLDER = '/data/server/kafka';

export function installationOf(
  { argv, cwd, environment }: ProcessInfo,
  disk: DiskView,
  name: string,
): Installation {
  const places = { path: environment['PATH'] ?? '', cwd };
  const found = findProgram(places, disk, argv[0] ?? name);
  const isFound = found.kind !== 'missing' && found.path.endsWith('.sh');
  const path = isFound ? found.path : `${USUAL_FOLDER}/bin/${name}`;
  const typed = argv[0] ?? '';
  const script = isFound && typed.includes('/') ? typed : path;
  const folder = resolvePath(path, '../..');
  return { folder, script, release: releaseOf(disk, folder) };
}

/** The level of the file that kafka-run-class.sh names; without it log4j knows no appender. */
export function logLevelOf({ folder }: Installation, disk: DiskView): LogLevel | null {
  const path = `${folder}/config/tools-log4j.properties`;
  if (!isFolder(disk, `${folder}/config`)) return rootLevel(undefined);
  const text = readText(disk, path);
  return text === undefined ? null : rootLevel(text);
}
