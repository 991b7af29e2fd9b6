/** The rules of the source, held as tests. Each rule is also shown to find what it is for. */
import { describe, expect, test } from 'vitest';
import { banFaults, bans } from './bans.ts';
import { circleFaults } from './circles.ts';
import { deadExports, deadFiles } from './dead-code.ts';
import { documentFaults } from './documents.ts';
import { headerFaults } from './headers.ts';
import { layerFaults } from './layers.ts';
import { placeFaults } from './places.ts';
import type { SourceFile } from './project.ts';
import { file, projectFiles } from './project.ts';
import { ciFaults } from './same-command.ts';
import { sizeFaults } from './sizes.ts';

const files = projectFiles();

describe('the project', () => {
  test.each<[string, (files: readonly SourceFile[]) => string[]]>([
    ['imports point down, through the doors', layerFaults],
    ['imports go in no circle', circleFaults],
    ['files and functions stay small', sizeFaults],
    ['nothing banned is called', banFaults],
    ['every file has its header', headerFaults],
    ['no file is dead', deadFiles],
    ['no exported function or value is dead', deadExports],
    ['documents name scripts, paths and links that exist', documentFaults],
    ['nothing belongs to one machine', placeFaults],
    ["CI runs the README's test command", ciFaults],
  ])('%s', (_name, faultsOf) => {
    expect(faultsOf(files)).toEqual([]);
  });
});

describe('layers', () => {
  const systems = ['zookeeper', 'kafka'].map((name) => file(`src/engine/${name}/system.ts`, ''));
  const findIn = (path: string, text: string) => layerFaults([file(path, text), ...systems]);
  test.each([
    ['upwards', 'src/engine/kernel/a.ts', "import { b } from '../world/b.ts';"],
    ['upwards by type', 'src/engine/kernel/a.ts', "import type { B } from '../world/b.ts';"],
    ['upwards by import()', 'src/shell/a.ts', "const b = () => import('../ui/b.ts');"],
    ['past the door', 'src/ui/a.ts', "import { b } from '../engine/kernel/b.ts';"],
    [
      'past the door in Svelte',
      'src/ui/A.svelte',
      '<p>x</p>\n<script lang="ts">\nimport { b } from \'../shell/bash/b.ts\';\n</script>',
    ],
    ['a lesson past its API', 'lessons/1/a.ts', "import { b } from '../../src/shell/index.ts';"],
    ['a package in the engine', 'src/engine/world/a.ts', "import b from 'b';"],
    ['xstate run elsewhere', 'src/engine/world/a.ts', "import { createActor } from 'xstate';"],
    ['a system', 'src/engine/world/a.ts', "import { b } from '../zookeeper/b.ts';"],
    ['a system by its door', 'src/ui/a.ts', "import { b } from '../engine/zookeeper/index.ts';"],
    ["a system's panel", 'src/ui/a.ts', "import { b } from './systems/zookeeper/index.ts';"],
    ["another system's server", 'src/engine/kafka/a.ts', "import { b } from '../zookeeper/b.ts';"],
    [
      'another system by its door',
      'src/shell/kafka/a.ts',
      "import { b } from '../../engine/zookeeper/index.ts';",
    ],
    [
      'the server by the client',
      'src/engine/zookeeper/a.ts',
      "import { b } from '../kafka/client/index.ts';",
    ],
    [
      "past a system's door",
      'src/shell/kafka/a.ts',
      "import { b } from '../../engine/kafka/server/b.ts';",
    ],
    [
      'a condition of a system in the common ones',
      'src/lesson/api.ts',
      "export * from './conditions/zookeeper/api.ts';",
    ],
    ["a test's file", 'src/ui/a.ts', "import { b } from '../../test/support/b.ts';"],
  ])('finds: %s', (_name, path, text) => {
    expect(findIn(path, text)).toHaveLength(1);
  });
  test.each([
    ['downwards', 'src/engine/world/a.ts', "import { b } from '../kernel/b.ts';"],
    ['the door', 'src/ui/a.ts', "import { b } from '../engine/index.ts';"],
    ["a system's door", 'src/shell/kafka/a.ts', "import { b } from '../../engine/kafka/index.ts';"],
    [
      "ZooKeeper's client in a broker",
      'src/engine/kafka/a/b.ts',
      "import { b } from '../../zookeeper/client/index.ts';",
    ],
    [
      "a system's lesson API",
      'lessons/1/a.ts',
      "import { b } from '../../src/lesson/conditions/kafka/api.ts';",
    ],
    ['a machine', 'src/engine/zookeeper/a.machine.ts', "import { setup } from 'xstate';"],
    ['a type of xstate', 'src/engine/world/a.ts', "import type { A } from 'xstate';"],
  ])('allows: %s', (_name, path, text) => {
    expect(findIn(path, text)).toEqual([]);
  });
  test('says the line of a Svelte file', () => {
    const text = "<p>x</p>\n<script>\nimport { b } from '../shell/bash/b.ts';\n</script>";
    expect(findIn('src/ui/A.svelte', text)[0]).toContain('src/ui/A.svelte:3:');
  });
});

describe('circles', () => {
  const a = (text: string) => file('src/ui/a.ts', text);
  const b = (text: string) => file('src/ui/b.ts', text);
  test.each([
    ['of two', "import { a } from './a.ts';"],
    ['of two by type', "import type { A } from './a.ts';"],
    ['of two by a single type', "import { type A } from './a.ts';"],
    ['of two by the type of an import', "type A = import('./a.ts').A;"],
    ['of two by re-export', "export { a } from './a.ts';"],
    ['of two by import()', "const a = () => import('./a.ts');"],
  ])('finds: one %s', (_name, back) => {
    expect(circleFaults([a("import { b } from './b.ts';"), b(back)])).toEqual([
      'src/ui/a.ts > src/ui/b.ts > src/ui/a.ts: a circle of imports',
    ]);
  });
  test('finds: one of three, across Svelte, told once and without the way to it', () => {
    const files = [
      file('src/main.ts', "import { a } from './ui/a.ts';"),
      a("import B from './B.svelte';"),
      file('src/ui/B.svelte', '<script lang="ts">\nimport { c } from \'./c.ts\';\n</script>'),
      file('src/ui/c.ts', "import { a } from './a.ts';\nimport type { A } from './a.ts';"),
    ];
    expect(circleFaults(files)).toEqual([
      'src/ui/a.ts > src/ui/B.svelte > src/ui/c.ts > src/ui/a.ts: a circle of imports',
    ]);
  });
  test('finds: two that share a file, and a file that imports itself', () => {
    const files = [
      a("import { b } from './b.ts';\nimport { c } from './c.ts';"),
      b("import { a } from './a.ts';"),
      file('src/ui/c.ts', "import { a } from './a.ts';"),
      file('src/ui/d.ts', "import { d } from './d.ts';"),
    ];
    expect(circleFaults(files)).toHaveLength(3);
  });
  test('allows: two ways to one leaf, and a component that shows itself', () => {
    const files = [
      a("import { b } from './b.ts';\nimport { c } from './c.ts';"),
      b("import { c } from './c.ts';"),
      file('src/ui/c.ts', ''),
      file('src/ui/T.svelte', "<script>\nimport T from './T.svelte';\n</script>\n<T />"),
    ];
    expect(circleFaults(files)).toEqual([]);
  });
  test('finds: a component that shows itself by way of another', () => {
    const shows = (name: string) => `<script>\nimport X from './${name}.svelte';\n</script>`;
    const files = [file('src/ui/T.svelte', shows('U')), file('src/ui/U.svelte', shows('T'))];
    expect(circleFaults(files)).toHaveLength(1);
  });
});

describe('sizes', () => {
  test('finds a file of 401 lines, not one of 400', () => {
    expect(sizeFaults([file('a.ts', '\n'.repeat(401))])).toHaveLength(1);
    expect(sizeFaults([file('a.ts', '\n'.repeat(400))])).toEqual([]);
  });
  test('finds a function of 71 lines, but not a group of tests', () => {
    const body = '{' + '\n'.repeat(70) + '}';
    expect(sizeFaults([file('a.ts', `function a() ${body}`)])).toHaveLength(1);
    expect(sizeFaults([file('a.svelte', `<script>const a = () => ${body}</script>`)])).toHaveLength(
      1,
    );
    expect(sizeFaults([file('a.ts', `describe('a', () => ${body});`)])).toEqual([]);
  });
});

describe('bans', () => {
  test.each(bans.map((ban) => [ban.name, ban] as const))('finds: %s', (_name, ban) => {
    const path = ban.where.test('test/a.test.ts') ? 'test/a.test.ts' : 'src/engine/a.ts';
    expect(banFaults([file(path, ban.example)])).toHaveLength(1);
    expect(banFaults([file(ban.allowedIn ?? 'src/ui/a.ts', ban.example)])).toEqual([]);
  });
  test('a property that has the name of a global is no use of it', () => {
    const text = 'const a = { console: 1 }; a.console; interface B { setTimeout: number }';
    expect(banFaults([file('src/engine/a.ts', text)])).toEqual([]);
  });
});

test('headers: finds a file without one, and one that says nothing at length', () => {
  const faultsOf = (text: string) => headerFaults([file('src/engine/a.ts', text)]);
  expect(faultsOf('const a = 1;')).toHaveLength(1);
  expect(faultsOf('/**\n * A.\n * Mirrors: nothing upstream. Departs: nothing.\n */')).toHaveLength(
    2,
  );
  expect(faultsOf('/**\n * A.\n * Mirrors: B.c. Departs: nothing is in bytes.\n */')).toEqual([]);
});

test('headers: finds a file to be read next that is not there', () => {
  const next = (name: string) => file('src/ui/a.ts', `/**\n * A.\n * Read next: ${name} (B).\n */`);
  expect(headerFaults([next('b.ts')])).toEqual([
    'src/ui/a.ts: b.ts, to be read next, is not there',
  ]);
  expect(headerFaults([next('b.ts'), file('src/b.ts', '/** B. */')])).toEqual([]);
});

describe('dead code', () => {
  const page = file('src/main.ts', "import { a } from './a.ts';\nimport.meta.glob('./b/**/*.ts');");
  test('finds a file that only a test imports', () => {
    const tested = file('src/c.ts', 'export const c = 1;');
    const its = file('test/c.test.ts', "import { c } from '../src/c.ts';");
    expect(deadFiles([page, tested, its])).toEqual(['src/c.ts: nothing imports it']);
  });
  test('follows imports, globs and workers', () => {
    const a = file('src/a.ts', "new Worker(new URL('./worker.ts', import.meta.url));");
    expect(deadFiles([page, a, file('src/worker.ts', ''), file('src/b/x/y.ts', '')])).toEqual([]);
  });
  test('follows what Svelte markup loads', () => {
    const app = file('src/a.ts', "import A from './A.svelte';");
    const view = file('src/A.svelte', "<p>{x}</p>\n<B load={() => import('./C.svelte')} />\n");
    expect(deadFiles([page, app, view, file('src/C.svelte', '')])).toEqual([]);
  });
  test('finds an export that nobody imports, also behind a door', () => {
    const a = file('src/a.ts', 'export function a() {}\nexport const b = 1;\nexport type C = 1;');
    expect(deadExports([page, a])).toEqual(['src/a.ts:2: nobody imports b']);
    const door = file('src/index.ts', "export * from './a.ts';");
    const user = file('src/u.ts', "import { b } from './index.ts';");
    expect(deadExports([door, a, user])).toEqual(['src/a.ts:1: nobody imports a']);
    const said = file('lessons/1/words.ts', 'export const a = 1;');
    expect(deadExports([said])).toEqual(['lessons/1/words.ts:1: nobody imports a']);
  });
});

describe('documents', () => {
  const scripts = file('package.json', '{"scripts":{"build":"x"}}');
  test.each([
    ['a script', 'Run `npm run buidl`.'],
    ['a script in a block', '```sh\nnpm ci && npm run nothing\n```'],
    ['a link', 'See [this](src/none.md).'],
    ['a heading', '# One\n\nSee [this](#two).'],
    ['a path', 'Look at `src/none/`.'],
  ])('finds: %s that does not exist', (_name, text) => {
    expect(documentFaults([scripts, file('README.md', text)])).toHaveLength(1);
  });
  test('allows what exists', () => {
    const text = '# One two\n\n`npm run build`, [here](#one-two), `package.json`, `npm ci`.';
    expect(documentFaults([scripts, file('README.md', text)])).toEqual([]);
  });
});

test('places: finds a folder of one machine and a foreign registry', () => {
  const folder = ['', 'work', 'main'].join('/');
  expect(placeFaults([file('a.ts', `const a = '${folder}';`)])).toHaveLength(1);
  const lock = '{"resolved": "https://registry.example.org/a.tgz"}';
  expect(placeFaults([file('package-lock.json', lock)])).toHaveLength(1);
});

test('CI: finds that the README says another command', () => {
  const ci = file('.ci/run', '(npm ci && npm test) | tee log\n');
  expect(ciFaults([ci, file('README.md', '```sh\nnpm ci && npm test\n```')])).toEqual([]);
  expect(ciFaults([ci, file('README.md', '```sh\nnpm run verify\n```')])).toHaveLength(1);
});
