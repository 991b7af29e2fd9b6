/**
 * `cp`, `mv`, `ln`.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: `ln` makes a copy, because the disk has no links; it says so.
 */
import type { DiskEntry } from '../../engine/index.ts';
import { entryAt, listItems, mapEntries } from '../../engine/index.ts';
import { readOptions } from '../program/options.ts';
import { baseName, joinPath, missing, resolvePath } from '../program/paths.ts';
import type { Call, Program } from '../program/program.ts';

interface Transfer {
  readonly operand: string;
  readonly source: string;
  readonly entry: DiskEntry;
  readonly target: string;
  readonly targetOperand: string;
}

/** Pairs sources with targets; complains of what is not there. Null when nothing can be done. */
function plan(
  call: Call,
  operands: readonly string[],
  verb: string,
): { readonly transfers: readonly Transfer[]; readonly hasFailed: boolean } | null {
  const last = operands.at(-1);
  if (last === undefined || operands.length === 1) {
    const what =
      last === undefined
        ? 'missing file operand'
        : `missing destination file operand after '${last}'`;
    call.complain(what);
    call.err(`Try '${call.process.argv[0]!} --help' for more information.\n`);
    return null;
  }
  const folder = call.path(last);
  const isFolder = entryAt(call.disk, folder)?.kind === 'folder';
  if (operands.length > 2 && !isFolder) {
    call.complain(
      `target '${last}': ${entryAt(call.disk, folder) === undefined ? 'No such file or directory' : 'Not a directory'}`,
    );
    return null;
  }
  const transfers: Transfer[] = [];
  let hasFailed = false;
  for (const operand of operands.slice(0, -1)) {
    const source = call.path(operand);
    const entry = entryAt(call.disk, source);
    if (entry === undefined) {
      call.complain(`cannot stat '${operand}': ${missing(call.disk, source)}`);
      hasFailed = true;
      continue;
    }
    const target = isFolder ? joinPath(folder, baseName(source)) : folder;
    const targetOperand = isFolder ? joinPath(last, baseName(source)) : last;
    const isInPlace = entryAt(call.disk, resolvePath(target, '..'))?.kind === 'folder';
    if (!isInPlace || (last.endsWith('/') && !isFolder && entry.kind === 'file')) {
      const reason = isInPlace ? 'Not a directory' : missing(call.disk, target);
      const message =
        verb === 'move'
          ? `cannot move '${operand}' to '${targetOperand}': ${reason}`
          : `cannot create ${entry.kind === 'folder' ? 'directory' : 'regular file'} '${targetOperand}': ${reason}`;
      call.complain(message);
      hasFailed = true;
      continue;
    }
    if (source === target) {
      call.complain(`'${operand}' and '${targetOperand}' are the same file`);
      hasFailed = true;
      continue;
    }
    transfers.push({ operand, source, entry, target, targetOperand });
  }
  return { transfers, hasFailed };
}

export const cp: Program<object> = {
  name: 'cp',
  summary: 'Copies files, and with -r directories.',
  synopsis: '[OPTION]... SOURCE... DEST',
  start(call) {
    const long = { recursive: 'r', force: 'f', verbose: 'v', archive: 'a', 'no-clobber': 'n' };
    const options = readOptions(call, { short: 'rRafvnpidu', long });
    if (options === undefined) return 1;
    const planned = plan(call, options.operands, 'copy');
    if (planned === null) return 1;
    let { hasFailed } = planned;
    const isRecursive = options.has('r') || options.has('R') || options.has('a');
    for (const transfer of planned.transfers) {
      if (options.has('n') && entryAt(call.disk, transfer.target) !== undefined) continue;
      if (transfer.entry.kind === 'folder' && !isRecursive) {
        call.complain(`-r not specified; omitting directory '${transfer.operand}'`);
        hasFailed = true;
      } else if (copyOne(call, transfer)) {
        if (options.has('v')) call.out(`'${transfer.operand}' -> '${transfer.targetOperand}'\n`);
      } else hasFailed = true;
    }
    return hasFailed ? 1 : 0;
  },
};

function copyOne(call: Call, { operand, source, entry, target, targetOperand }: Transfer): boolean {
  const there = entryAt(call.disk, target);
  if (entry.kind === 'file') {
    if (there?.kind === 'folder') {
      call.complain(`cannot overwrite directory '${targetOperand}' with non-directory`);
      return false;
    }
    call.effects.push({
      type: 'writeFile',
      path: target,
      chunks: [...listItems(entry.content.chunks)],
    });
    return true;
  }
  if (there?.kind === 'file') {
    call.complain(`cannot overwrite non-directory '${targetOperand}' with directory '${operand}'`);
    return false;
  }
  if (target.startsWith(`${source === '/' ? '' : source}/`)) {
    call.complain(`cannot copy a directory, '${operand}', into itself, '${targetOperand}'`);
    return false;
  }
  call.effects.push({ type: 'mkdir', path: target });
  const inside = [...mapEntries(call.disk.entries)]
    .filter(([path]) => path.startsWith(`${source}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, child] of inside) {
    const to = target + path.slice(source.length);
    if (child.kind === 'folder') call.effects.push({ type: 'mkdir', path: to });
    else
      call.effects.push({
        type: 'writeFile',
        path: to,
        chunks: [...listItems(child.content.chunks)],
      });
  }
  return true;
}

export const mv: Program<object> = {
  name: 'mv',
  summary: 'Moves or renames files and directories.',
  synopsis: '[OPTION]... SOURCE... DEST',
  start(call) {
    const long = { force: 'f', verbose: 'v', 'no-clobber': 'n', interactive: 'i' };
    const options = readOptions(call, { short: 'fvniu', long });
    if (options === undefined) return 1;
    const planned = plan(call, options.operands, 'move');
    if (planned === null) return 1;
    let { hasFailed } = planned;
    for (const { operand, source, entry, target, targetOperand } of planned.transfers) {
      const there = entryAt(call.disk, target);
      let reason: string | undefined;
      if (there !== undefined && options.has('n')) continue;
      if (source === '/')
        reason = `cannot move '${operand}' to '${targetOperand}': Device or resource busy`;
      else if (target.startsWith(`${source}/`)) {
        reason = `cannot move '${operand}' to a subdirectory of itself, '${targetOperand}'`;
      } else if (there?.kind === 'folder' && entry.kind === 'file') {
        reason = `cannot overwrite directory '${targetOperand}' with non-directory`;
      } else if (there?.kind === 'file' && entry.kind === 'folder') {
        reason = `cannot overwrite non-directory '${targetOperand}' with directory '${operand}'`;
      }
      if (reason === undefined) {
        call.effects.push({ type: 'rename', from: source, to: target });
        if (options.has('v')) call.out(`renamed '${operand}' -> '${targetOperand}'\n`);
      } else {
        call.complain(reason);
        hasFailed = true;
      }
    }
    return hasFailed ? 1 : 0;
  },
};

export const ln: Program<object> = {
  name: 'ln',
  summary: 'Makes links. The disks here have none, so a copy is made instead.',
  synopsis: '[OPTION]... TARGET LINK_NAME',
  start(call) {
    const options = readOptions(call, { short: 'sfnvT', long: { symbolic: 's', force: 'f' } });
    if (options === undefined) return 1;
    const planned = plan(call, options.operands, 'copy');
    if (planned === null) return 1;
    let { hasFailed } = planned;
    for (const transfer of planned.transfers) {
      if (entryAt(call.disk, transfer.target) !== undefined && !options.has('f')) {
        const kind = options.has('s') ? 'symbolic ' : 'hard ';
        call.complain(`failed to create ${kind}link '${transfer.targetOperand}': File exists`);
        hasFailed = true;
      } else {
        call.complain(`this disk has no links: '${transfer.targetOperand}' is a copy`);
        if (!copyOne(call, transfer)) hasFailed = true;
      }
    }
    return hasFailed ? 1 : 0;
  },
};
