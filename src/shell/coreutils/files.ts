/**
 * `mkdir`, `rmdir`, `rm`, `touch`, `ln`, `chmod`, `chown`.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: files have no modes, owners or links: `chmod` and `chown` only check that the file is
 * there, `ln` copies.
 */
import { entryAt, listFolder } from '../../engine/index.ts';
import { readOptions } from '../program/options.ts';
import { missing, resolvePath } from '../program/paths.ts';
import type { Call, Program } from '../program/program.ts';

const PATH_LONG = { parents: 'p', verbose: 'v', mode: 'm' };

export const mkdir: Program<object> = {
  name: 'mkdir',
  summary: 'Makes directories.',
  synopsis: '[OPTION]... DIRECTORY...',
  start(call) {
    const options = readOptions(call, { short: 'pvm:', long: PATH_LONG });
    if (options === undefined) return 1;
    if (options.operands.length === 0) return missingOperand(call);
    const made = new Set<string>();
    let status = 0;
    for (const operand of options.operands) {
      const path = call.path(operand);
      const reason = whyNoFolder(call, path, options.has('p'), made);
      if (reason === undefined) {
        made.add(path);
        call.effects.push({ type: 'mkdir', path });
        if (options.has('v')) call.out(`mkdir: created directory '${operand}'\n`);
      } else if (reason !== '') {
        call.complain(`cannot create directory '${operand}': ${reason}`);
        status = 1;
      }
    }
    return status;
  },
};

/** Undefined: can be made; empty: is already there and that is fine. */
function whyNoFolder(
  call: Call,
  path: string,
  withParents: boolean,
  made: ReadonlySet<string>,
): string | undefined {
  const entry = entryAt(call.disk, path);
  if (entry !== undefined || made.has(path)) {
    return withParents && entry?.kind !== 'file' ? '' : 'File exists';
  }
  const parent = resolvePath(path, '..');
  if (made.has(parent)) return undefined;
  const above = entryAt(call.disk, parent);
  if (above?.kind === 'folder') return undefined;
  const reason = above === undefined ? missing(call.disk, path) : 'Not a directory';
  return withParents && reason === 'No such file or directory' ? undefined : reason;
}

function missingOperand(call: Call): number {
  call.complain('missing operand');
  call.err(`Try '${call.process.argv[0]!} --help' for more information.\n`);
  return 1;
}

export const rmdir: Program<object> = {
  name: 'rmdir',
  summary: 'Removes empty directories.',
  synopsis: '[OPTION]... DIRECTORY...',
  start(call) {
    const options = readOptions(call, { short: 'pv', long: PATH_LONG });
    if (options === undefined) return 1;
    if (options.operands.length === 0) return missingOperand(call);
    let status = 0;
    for (const operand of options.operands) {
      const path = call.path(operand);
      const entry = entryAt(call.disk, path);
      const reason =
        entry === undefined
          ? missing(call.disk, path)
          : entry.kind === 'file'
            ? 'Not a directory'
            : (listFolder(call.disk, path) ?? []).length > 0
              ? 'Directory not empty'
              : path === '/'
                ? 'Device or resource busy'
                : undefined;
      if (reason === undefined) call.effects.push({ type: 'remove', path });
      else {
        call.complain(`failed to remove '${operand}': ${reason}`);
        status = 1;
      }
    }
    return status;
  },
};

export const rm: Program<object> = {
  name: 'rm',
  summary: 'Removes files, and with -r directories with all that is in them.',
  synopsis: '[OPTION]... [FILE]...',
  start(call) {
    const long = { recursive: 'r', force: 'f', verbose: 'v', dir: 'd', interactive: 'i' };
    const options = readOptions(call, { short: 'rRfvidI', long });
    if (options === undefined) return 1;
    const isForced = options.has('f');
    if (options.operands.length === 0) return isForced ? 0 : missingOperand(call);
    let status = 0;
    for (const operand of options.operands) {
      const path = call.path(operand);
      const entry = entryAt(call.disk, path);
      const isRecursive = options.has('r') || options.has('R');
      let reason: string | undefined;
      if (entry === undefined) reason = isForced ? '' : missing(call.disk, path);
      else if (path === '/') reason = 'Permission denied';
      else if (entry.kind === 'folder' && !isRecursive) reason = 'Is a directory';
      if (reason === undefined) {
        call.effects.push({ type: 'remove', path });
        const kind = entry?.kind === 'folder' ? 'removed directory' : 'removed';
        if (options.has('v')) call.out(`${kind} '${operand}'\n`);
      } else if (reason !== '') {
        call.complain(`cannot remove '${operand}': ${reason}`);
        status = 1;
      }
    }
    return status;
  },
};

export const touch: Program<object> = {
  name: 'touch',
  summary: 'Makes files that are not there, and sets their time.',
  synopsis: '[OPTION]... FILE...',
  start(call) {
    const options = readOptions(call, {
      short: 'acmd:t:r:',
      long: { 'no-create': 'c', date: 'd' },
    });
    if (options === undefined) return 1;
    if (options.operands.length === 0) {
      call.complain('missing file operand');
      call.err("Try 'touch --help' for more information.\n");
      return 1;
    }
    let status = 0;
    for (const operand of options.operands) {
      const path = call.path(operand);
      const entry = entryAt(call.disk, path);
      if (entry?.kind === 'folder' || (entry === undefined && options.has('c'))) continue;
      if (entry === undefined && entryAt(call.disk, resolvePath(path, '..'))?.kind !== 'folder') {
        call.complain(`cannot touch '${operand}': ${missing(call.disk, path)}`);
        status = 1;
      } else call.effects.push({ type: 'append', path, chunk: '' });
    }
    return status;
  },
};

function acceptingProgram(name: string, summary: string, what: string): Program<object> {
  return {
    name,
    summary: `${summary} Accepted; files of this playground have none.`,
    synopsis: `[OPTION]... ${what} FILE...`,
    start(call) {
      const operands = call.words.filter(
        (word, i) =>
          !/^-[RvfcHLP]+$|^--\w/.test(word) ||
          (i === 0 && /^[-+=]/.test(word) && /[rwxst]/.test(word) && !/^-[RvfcHLP]+$/.test(word)),
      );
      if (operands.length === 0) return missingOperand(call);
      if (operands.length === 1) {
        call.complain(`missing operand after '${operands[0]!}'`);
        call.err(`Try '${name} --help' for more information.\n`);
        return 1;
      }
      let status = 0;
      for (const operand of operands.slice(1)) {
        const path = call.path(operand);
        if (entryAt(call.disk, path) !== undefined) continue;
        call.complain(`cannot access '${operand}': ${missing(call.disk, path)}`);
        status = 1;
      }
      return status;
    },
  };
}

export const chmod = acceptingProgram('chmod', 'Changes the mode of files.', 'MODE[,MODE]...');
export const chown = acceptingProgram('chown', 'Changes the owner of files.', 'OWNER[:GROUP]');
