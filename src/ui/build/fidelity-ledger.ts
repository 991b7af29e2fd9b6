/**
 * Build plugin: makes the fidelity ledger from the header comments of the engine and the shell. Each
 * file says what it mirrors and where it departs; the tests that import it, or bear its name, hold it.
 * `import rows from 'virtual:fidelity-ledger'` gives the rows.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { LedgerRow } from '../ledger/ledger-row.ts';

const VIRTUAL = 'virtual:fidelity-ledger';
const SOURCES = ['src/engine', 'src/shell'];

export function fidelityLedger(): Plugin {
  let root = '.';
  return {
    name: 'fidelity-ledger',
    configResolved(config) {
      ({ root } = config);
    },
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined;
      return `export default ${JSON.stringify(collectLedger(root))};`;
    },
  };
}

/** One row for each file of the engine and the shell, in order of path. */
export function collectLedger(root: string): readonly LedgerRow[] {
  const tests = filesBelow(root, 'test')
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('test/unit/ui/'))
    .map((path) => ({ path, targets: importsOf(root, path) }));
  return SOURCES.flatMap((folder) => filesBelow(root, folder))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort()
    .map((path) => {
      // A door is named by everybody: the suites behind it say more.
      const isDoor = basename(path) === 'index.ts';
      const header = headerOf(readFileSync(join(root, path), 'utf8'));
      const name = basename(path).replace(/(\.machine)?\.ts$/, '');
      const direct = tests.filter(
        (test) => test.targets.has(path) || basename(test.path).replace(/\.test\.ts$/, '') === name,
      );
      const own = isDoor ? [] : direct.map((test) => test.path);
      return { path, ...header, tests: own.length > 0 ? own : folderTests(root, path) };
    });
}

/** Where nothing names a file, the suite of its area holds it. */
function folderTests(root: string, path: string): readonly string[] {
  const [, layer, area = '', folder = ''] = path.split('/');
  if (layer === 'shell') return ['test/unit/shell', 'test/golden'];
  const suites = [`test/unit/${area}/${folder}`, `test/unit/${area}`, 'test/unit'];
  const own = suites.find((suite) => existsSync(join(root, suite)))!;
  if (area === 'kernel') return [own, 'test/fuzz'];
  // A system may have recorded transcripts, and an area of the fuzzer.
  const whole = ['test/golden', 'test/fuzz'].filter((suite) => existsSync(join(root, suite, area)));
  return [own, ...whole];
}

function headerOf(text: string): Omit<LedgerRow, 'path' | 'tests'> {
  const comment = /^\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const flat = lines.join('\n').trim();
  const part = (name: string) => {
    const found = new RegExp(
      `(?:^|\\s)${name}: ([^]*?)(?=\\s(?:Mirrors|Departs|Read next):|\\n\\s*\\n|$)`,
    );
    return sentence(found.exec(flat)?.[1] ?? '');
  };
  const what = sentence(
    /^[^]*?(?=\n\s*\n|\n(?:Mirrors|Departs|Read next):|$)/.exec(flat)?.[0] ?? '',
  );
  return { what, mirrors: part('Mirrors'), departs: part('Departs') };
}

function sentence(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Source files that a test imports, as paths from the root. */
function importsOf(root: string, path: string): ReadonlySet<string> {
  const text = readFileSync(join(root, path), 'utf8');
  const found = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) =>
    relative(root, resolve(root, dirname(path), target!))
      .split(sep)
      .join('/'),
  );
  return new Set(found);
}

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
