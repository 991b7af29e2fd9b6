/** Folders know what is in them, whatever happened to the disk. */
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/engine/kernel/disk.ts';
import { listFolder, readFile } from '../../../src/engine/kernel/disk.ts';
import {
  appendChunk,
  createDisk,
  losePower,
  makeFolder,
  removePath,
  renamePath,
  writeWhole,
} from '../../../src/engine/kernel/disk-operations.ts';
import { mapKeys } from '../../../src/engine/kernel/persistent-map.ts';
import { nextInteger } from '../../../src/engine/kernel/random.ts';

const PATHS = ['/a', '/a/b', '/a/b/c', '/a/x', '/d', '/d/e', '/d/e/f', '/g'];

/** What a folder holds, found by looking at every path of the disk. */
function scan(disk: Disk, folder: string): readonly string[] {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return [...mapKeys(disk.entries)]
    .filter((path) => path.length > prefix.length && path.startsWith(prefix))
    .map((path) => path.slice(prefix.length))
    .filter((rest) => !rest.includes('/'))
    .sort();
}

function changed(disk: Disk, kind: number, path: string, other: string): Disk {
  const into = other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  const isBelowFile = PATHS.some(
    (above) => path.startsWith(`${above}/`) && readFile(disk, above) !== undefined,
  );
  const results = [
    // Below a file there is no place for a folder.
    () => (isBelowFile ? disk : makeFolder(disk, path, 1)),
    () => appendChunk(disk, path, 'x', 1),
    () => writeWhole(disk, path, ['y'], 1),
    () => (into ? disk : renamePath(disk, path, other, 1)),
    () => removePath(disk, path),
    () => losePower(disk, 1, 7)[0],
  ];
  const result = results[kind]!();
  return typeof result === 'string' ? disk : result;
}

describe('the names in a folder', () => {
  test('are those of the paths below it, after any changes', () => {
    let random = 1;
    const draw = (bound: number): number => {
      let value;
      [value, random] = nextInteger(random, bound);
      return value;
    };
    for (let run = 0; run < 200; run++) {
      let disk = createDisk(1000);
      for (let i = 0; i < 30; i++) {
        disk = changed(disk, draw(6), PATHS[draw(8)]!, PATHS[draw(8)]!);
        for (const folder of ['/', ...PATHS]) {
          const names = listFolder(disk, folder);
          if (names !== undefined) expect(names).toEqual(scan(disk, folder));
        }
      }
    }
  });
});
