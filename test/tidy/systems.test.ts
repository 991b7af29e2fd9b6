/**
 * A system is folders and nothing else: a copy of the project gets one more and loses the others, and
 * still type checks, builds and passes what is left of its tests.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { projectFiles } from './project.ts';
import { importsOf } from './syntax.ts';
import { isCode } from './project.ts';
import { TINY_SYSTEM } from './tiny-system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'ensemble-systems-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const PARTS = ['package.json', 'tsconfig.json', 'index.html', 'vite.config.ts', 'src', 'lessons'];

/** What is taken away: brokers are clients of ZooKeeper and go with it. */
const TAKEN = ['zookeeper', 'kafka'];

/** Folders of one system, in every layer. */
const foldersOf = (system: string) =>
  [
    'src/engine',
    'src/shell',
    'src/lesson/conditions',
    'src/ui/systems',
    'test/unit',
    'test/fuzz',
  ].map((layer) => `${layer}/${system}`);

function isOf(systems: readonly string[], path: string): boolean {
  return systems.flatMap(foldersOf).some((folder) => path.startsWith(`${folder}/`));
}

/** Everything that would be left without systems: what needs one of their files goes with them. */
function needing(systems: readonly string[]): readonly string[] {
  const code = projectFiles().filter(isCode);
  const gone = new Set<string>();
  for (let before = -1; before < gone.size;) {
    before = gone.size;
    for (const file of code) {
      const isOwn = isOf(systems, file.path);
      const needs = importsOf(file).some(({ target }) => target !== undefined && gone.has(target));
      if (isOwn || needs) gone.add(file.path);
    }
  }
  return [...gone];
}

function run(command: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined },
  });
  return status === 0 ? 'well' : `${command.join(' ')}\n${stdout}\n${stderr}`;
}

test('without the systems there are, and with a tiny one, everything common builds and passes', () => {
  for (const part of [
    ...PARTS,
    'public',
    'test/support',
    'test/unit/kernel',
    'test/unit/support',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const gone = needing(TAKEN);
  // Nothing common is among them: lessons and tests of them are.
  const isOfLessonOrTest = (path: string) => /^(lessons\/\d|test\/)/.test(path);
  expect(gone.filter((path) => !isOf(TAKEN, path) && !isOfLessonOrTest(path))).toEqual([]);
  for (const path of gone) rmSync(join(copy, path), { force: true });
  for (const folder of TAKEN.flatMap(foldersOf)) {
    rmSync(join(copy, folder), { recursive: true, force: true });
  }
  for (const part of readdirSync(join(copy, 'lessons'))) {
    if (/^\d/.test(part)) rmSync(join(copy, 'lessons', part), { recursive: true });
  }
  for (const [path, text] of Object.entries(TINY_SYSTEM)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  for (const command of [
    ['npx', 'tsc', '-p', 'src/engine'],
    ['npx', 'tsc', '-p', 'src/shell'],
    ['npx', 'svelte-check', '--tsgo', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
    ['npx', 'vite', 'build'],
    ['npx', 'vitest', 'run', '--project', 'unit', 'test/unit/tiny.test.ts', 'test/unit/kernel'],
  ]) {
    expect(run(command)).toBe('well');
  }
}, 600_000);
