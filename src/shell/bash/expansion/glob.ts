/**
 * Pathnames that match a pattern.
 *
 * Mirrors: glob(7); `**` is `*`.
 */
import type { DiskView } from '../../../engine/index.ts';
import { entryAt, listFolder } from '../../../engine/index.ts';
import { resolvePath } from '../../program/paths.ts';
import { compilePattern, isPattern, unquotePattern } from './pattern.ts';

/** Matching paths, sorted, spelled as the pattern is (relative or absolute). */
export function globPaths(disk: DiskView, cwd: string, pattern: string): readonly string[] {
  const isAbsolute = pattern.startsWith('/');
  const parts = pattern.split(/\/+/).filter((part, i, all) => part !== '' || i === all.length - 1);
  let found: string[] = [isAbsolute ? '/' : ''];
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1;
    found = found.flatMap((prefix) => step(disk, cwd, prefix, part, isLast));
  });
  return found.sort();
}

function step(
  disk: DiskView,
  cwd: string,
  prefix: string,
  part: string,
  isLast: boolean,
): readonly string[] {
  const end = isLast ? '' : '/';
  const folder = resolvePath(cwd, prefix === '' ? '.' : prefix);
  if (!isPattern(part)) {
    const path = prefix + unquotePattern(part);
    return entryAt(disk, resolvePath(cwd, path)) === undefined ? [] : [path + end];
  }
  const names = listFolder(disk, folder) ?? [];
  const matcher = compilePattern(part);
  const showsHidden = part.startsWith('.') || part.startsWith('\\.');
  return names
    .filter((name) => (showsHidden || !name.startsWith('.')) && matcher.matchesWhole(name))
    .filter((name) => isLast || entryAt(disk, resolvePath(folder, name))?.kind === 'folder')
    .map((name) => prefix + name + end);
}
