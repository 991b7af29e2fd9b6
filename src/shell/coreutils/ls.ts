/**
 * `ls`: what is in a directory.
 *
 * Mirrors: GNU coreutils 9.1, without colours.
 * Departs: modes and owners are the same for all files; a folder's size is 4096.
 */
import type { DiskEntry } from '../../engine/index.ts';
import { entryAt, fileLength, listFolder } from '../../engine/index.ts';
import { formatTime } from '../program/clock.ts';
import type { Options } from '../program/options.ts';
import { readOptions } from '../program/options.ts';
import { joinPath, missing } from '../program/paths.ts';
import { humanSize } from '../program/sizes.ts';
import type { Call, Program } from '../program/program.ts';

interface Item {
  readonly name: string;
  readonly entry: DiskEntry;
}

const LINE_WIDTH = 80;

export const ls: Program<object> = {
  name: 'ls',
  summary: 'Lists files and directories.',
  synopsis: '[OPTION]... [FILE]...',
  start(call) {
    const long = {
      all: 'a',
      'almost-all': 'A',
      'human-readable': 'h',
      recursive: 'R',
      reverse: 'r',
      directory: 'd',
      inode: 'i',
      size: 's',
      classify: 'F',
      color: 'G',
      'full-time': 'D',
    };
    const options = readOptions(call, { short: 'laAhRrdtS1FGisnopmkxCX', long });
    if (options === undefined) return 2;
    const operands = options.operands.length === 0 ? ['.'] : [...options.operands].sort();
    let status = 0;
    const files: Item[] = [];
    const folders: string[] = [];
    for (const operand of operands) {
      const path = call.path(operand);
      const entry = entryAt(call.disk, path);
      if (entry === undefined || (operand.endsWith('/') && entry.kind === 'file')) {
        const reason = entry === undefined ? missing(call.disk, path) : 'Not a directory';
        call.complain(`cannot access '${operand}': ${reason}`);
        status = 2;
      } else if (entry.kind === 'folder' && !options.has('d')) folders.push(operand);
      else files.push({ name: operand, entry });
    }
    printItems(call, options, files);
    const withTitle = operands.length > 1 || options.has('R');
    folders.forEach((operand, i) => {
      if (i > 0 || files.length > 0) call.out('\n');
      listOne(call, options, operand, withTitle);
    });
    return status;
  },
};

function listOne(call: Call, options: Options, operand: string, withTitle: boolean): void {
  if (withTitle) call.out(`${operand}:\n`);
  const path = call.path(operand);
  const isAll = options.has('a');
  const names = (listFolder(call.disk, path) ?? []).filter(
    (name) => isAll || options.has('A') || !name.startsWith('.'),
  );
  const items = names.map((name): Item => ({
    name,
    entry: entryAt(call.disk, joinPath(path, name))!,
  }));
  const folder = { kind: 'folder', modifiedAtMs: 0, names: [] } as const;
  const dots = isAll ? ['.', '..'].map((name): Item => ({ name, entry: folder })) : [];
  const sorted = [...dots, ...order(options, items)];
  if (isLong(options)) call.out(`total ${blocksOf(sorted, options)}\n`);
  printItems(call, options, sorted);
  if (!options.has('R')) return;
  for (const { name, entry } of sorted) {
    if (entry.kind !== 'folder' || name === '.' || name === '..') continue;
    call.out('\n');
    listOne(call, options, joinPath(operand, name), true);
  }
}

function isLong(options: Options): boolean {
  return ['l', 'n', 'o', 'D'].some((letter) => options.has(letter));
}

function order(options: Options, items: readonly Item[]): readonly Item[] {
  const sorted = [...items];
  if (options.has('t')) sorted.sort((a, b) => b.entry.modifiedAtMs - a.entry.modifiedAtMs);
  else if (options.has('S')) sorted.sort((a, b) => lengthOf(b.entry) - lengthOf(a.entry));
  return options.has('r') ? sorted.reverse() : sorted;
}

function lengthOf(entry: DiskEntry): number {
  return entry.kind === 'folder' ? 4096 : fileLength(entry.content);
}

/** Blocks of 1024 bytes that the files take. */
function blocksOf(items: readonly Item[], options: Options): string {
  const bytes = items.reduce((sum, { entry }) => {
    const own = entry.kind === 'folder' ? 4096 : entry.content.bytes;
    return sum + Math.ceil(own / 4096) * 4096;
  }, 0);
  return options.has('h') ? humanSize(bytes) : String(bytes / 1024);
}

function printItems(call: Call, options: Options, items: readonly Item[]): void {
  if (items.length === 0) return;
  const names = items.map(({ name, entry }) => name + mark(options, entry));
  if (isLong(options)) return printLong(call, options, items, names);
  if (options.has('m')) return call.out(`${names.join(', ')}\n`);
  if (!call.process.isOutputTty || options.has('1')) {
    return call.out(names.map((name) => `${name}\n`).join(''));
  }
  call.out(inColumns(names));
}

function mark(options: Options, entry: DiskEntry): string {
  return entry.kind === 'folder' && (options.has('F') || options.has('p')) ? '/' : '';
}

function printLong(
  call: Call,
  options: Options,
  items: readonly Item[],
  names: readonly string[],
): void {
  const sizes = items.map(({ entry }) =>
    options.has('h') ? humanSize(lengthOf(entry)) : String(lengthOf(entry)),
  );
  const width = Math.max(...sizes.map((size) => size.length));
  const owner = options.has('n') ? '0 0' : options.has('o') ? 'root' : 'root root';
  const startMs = call.env.wallClockMs - call.env.nowMs;
  items.forEach(({ entry }, i) => {
    const isFolder = entry.kind === 'folder';
    const time = formatTime(Math.floor(startMs + entry.modifiedAtMs), '%b %e %H:%M');
    const mode = isFolder
      ? 'drwxr-xr-x 2'
      : names[i]!.endsWith('.sh')
        ? '-rwxr-xr-x 1'
        : '-rw-r--r-- 1';
    call.out(`${mode} ${owner} ${sizes[i]!.padStart(width)} ${time} ${names[i]!}\n`);
  });
}

/** Down, then across, in as many columns as fit. */
function inColumns(names: readonly string[]): string {
  for (let rows = 1; rows <= names.length; rows++) {
    const columns: string[][] = [];
    for (let i = 0; i < names.length; i += rows) columns.push(names.slice(i, i + rows));
    const widths = columns.map((column) => Math.max(...column.map((name) => name.length)));
    const total = widths.reduce((sum, width) => sum + width + 2, -2);
    if (total > LINE_WIDTH && rows < names.length) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      const cells = columns.map((column, i) => (column[row] ?? '').padEnd(widths[i]! + 2));
      text += `${cells.join('').trimEnd()}\n`;
    }
    return text;
  }
  return '';
}
