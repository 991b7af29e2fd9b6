/**
 * No circles of imports: a folder reads from top to bottom, and what several files share lies in a
 * leaf. Types count, and so do a file that is loaded later and a worker; only a Svelte component may
 * show itself, as a tree of its own kind does.
 */
import type { SourceFile } from './project.ts';
import { isCode } from './project.ts';
import { importsOf } from './syntax.ts';

/** Each circle that is met, file by file. */
export function circleFaults(files: readonly SourceFile[]): string[] {
  const code = files.filter((file) => file.path.startsWith('src/') && isCode(file));
  const targets = new Map(code.map((file) => [file.path, targetsOf(file)]));
  const faults: string[] = [];
  const way: string[] = [];
  const done = new Set<string>();
  const follow = (path: string): void => {
    const from = way.indexOf(path);
    if (from >= 0) faults.push(`${[...way.slice(from), path].join(' > ')}: a circle of imports`);
    if (from >= 0 || done.has(path)) return;
    way.push(path);
    for (const target of targets.get(path) ?? []) follow(target);
    way.pop();
    done.add(path);
  };
  for (const { path } of code) follow(path);
  return faults;
}

function targetsOf(file: SourceFile): ReadonlySet<string> {
  const targets = importsOf(file).flatMap(({ target }) => target ?? []);
  const showsItself = file.path.endsWith('.svelte');
  return new Set(targets.filter((target) => !showsItself || target !== file.path));
}
