/**
 * Opens what redirections name and points descriptors there.
 *
 * Mirrors: bash's `redir.c`.
 * Departs: a file opened for reading is read at that moment; `<>` opens for reading only.
 */
import { entryAt, isFolder } from '../../engine/index.ts';
import { readWhole, resolvePath, whyNotWritable } from '../program/paths.ts';
import { emptyFile } from './disk-writes.ts';
import { expandFields, expandText } from './expansion/expand.ts';
import type { Expansion } from './expansion/expansion.ts';
import { ExpansionError } from './expansion/expansion.ts';
import type { Descriptors, Target } from './resources.ts';
import type { ShellState, ShellTurn } from './state.ts';
import { change, hasOption } from './state.ts';
import type { Redirection, Word } from './syntax/tree.ts';

/** A redirection with its words expanded. */
export interface PlainRedirection {
  readonly descriptor: number | null;
  readonly operator: string;
  /** File name, descriptor, or text. */
  readonly operand: string;
}

/** Expands the words of redirections; more than one word is an error. */
export function expandRedirections(
  x: Expansion,
  redirections: readonly Redirection[],
): readonly PlainRedirection[] {
  return redirections.map((redirection) => {
    if (redirection.type === 'Text') {
      const operand = expandText(x, redirection.body) + redirection.end;
      return { descriptor: redirection.descriptor, operator: '<<', operand };
    }
    const { descriptor, operator, target } = redirection;
    return { descriptor, operator, operand: onlyWord(x, target) };
  });
}

function onlyWord(x: Expansion, word: Word): string {
  const words = expandFields(x, word);
  if (words.length !== 1) throw new ExpansionError(`${word.text}: ambiguous redirect`);
  return words[0]!;
}

/**
 * Carries redirections out, left to right. Returns the complaint when one fails; descriptors are
 * then as the earlier ones left them.
 */
export function redirect(
  turn: ShellTurn,
  redirections: readonly PlainRedirection[],
): string | undefined {
  const before = turn.state.descriptors;
  for (const redirection of redirections) {
    const complaint = redirectOne(turn, redirection, before);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function redirectOne(
  turn: ShellTurn,
  redirection: PlainRedirection,
  before: Descriptors,
): string | undefined {
  const { operator, operand } = redirection;
  switch (operator) {
    case '<<':
      return point(turn, redirection.descriptor ?? 0, openText(turn, operand, before));
    case '<':
    case '<>':
      return openInput(turn, redirection.descriptor ?? 0, operand, before);
    case '&>':
    case '&>>':
      return openOutput(turn, [1, 2], operand, operator === '&>>', true);
    case '<&':
    case '>&': {
      const from = redirection.descriptor ?? (operator === '>&' ? 1 : 0);
      if (operator === '>&' && redirection.descriptor === null && !/^(\d+|-)$/.test(operand)) {
        return openOutput(turn, [1, 2], operand, false, true);
      }
      return duplicate(turn, from, operand);
    }
    default:
      return openOutput(
        turn,
        [redirection.descriptor ?? 1],
        operand,
        operator === '>>',
        operator !== '>',
      );
  }
}

function point(turn: ShellTurn, descriptor: number, target: Target): undefined {
  const descriptors: Descriptors = { ...turn.state.descriptors, [descriptor]: target };
  change(turn, { descriptors });
}

/** Opens a text for reading; `before` are the descriptors that will be put back. */
function openText(turn: ShellTurn, text: string, before: Descriptors): Target {
  const { texts } = turn.state;
  const used = usedTexts(turn.state, before);
  // What no descriptor leads to any more makes room, so that a loop does not gather texts.
  const free = texts.findIndex((_, id) => !used.has(id));
  const id = free === -1 ? texts.length : free;
  const after = texts.slice(0, Math.max(id, ...used) + 1);
  after[id] = { text, position: 0 };
  change(turn, { texts: after });
  return { kind: 'text', id };
}

/** Texts that a descriptor leads to, now or once a redirection ends. */
function usedTexts({ descriptors, frames }: ShellState, before: Descriptors): ReadonlySet<number> {
  const used = new Set<number>();
  const look = (each: Descriptors): void => {
    for (const target of Object.values(each)) if (target.kind === 'text') used.add(target.id);
  };
  look(descriptors);
  look(before);
  for (const frame of frames) if (frame.type === 'restore') look(frame.descriptors);
  return used;
}

function openInput(
  turn: ShellTurn,
  descriptor: number,
  name: string,
  before: Descriptors,
): string | undefined {
  if (name === '/dev/null') return point(turn, descriptor, { kind: 'null' });
  if (name === '/dev/stdin') return undefined;
  const reading = readWhole(turn.env.host.disk, resolvePath(turn.state.cwd, name));
  if (!reading.ok) {
    if (reading.reason !== 'Is a directory') return `${name}: ${reading.reason}`;
    return point(turn, descriptor, openText(turn, '', before));
  }
  return point(turn, descriptor, openText(turn, reading.text, before));
}

function openOutput(
  turn: ShellTurn,
  descriptors: readonly number[],
  name: string,
  isAppend: boolean,
  isForced: boolean,
): string | undefined {
  const own = /^\/dev\/(?:std(out|err)|fd\/(\d+)|tty)$/.exec(name);
  if (own !== null) {
    const target = own[1] === 'err' ? '2' : (own[2] ?? '1');
    for (const descriptor of descriptors) duplicate(turn, descriptor, target);
    return undefined;
  }
  const path = resolvePath(turn.state.cwd, name);
  let target: Target = { kind: 'null' };
  if (path !== '/dev/null') {
    const { disk } = turn.env.host;
    const reason = name === '' ? 'No such file or directory' : whyNotWritable(disk, path);
    if (reason !== undefined) return `${name}: ${reason}`;
    if (name.endsWith('/') && !isFolder(disk, path)) return `${name}: Is a directory`;
    if (!isAppend && !isForced && hasOption(turn.state, 'noclobber')) {
      const reading = readWhole(disk, path);
      if (reading.ok) return `${name}: cannot overwrite existing file`;
    }
    if (!isAppend || entryAt(disk, path) === undefined) emptyFile(turn, path);
    target = { kind: 'file', path };
  }
  for (const descriptor of descriptors) point(turn, descriptor, target);
  return undefined;
}

function duplicate(turn: ShellTurn, descriptor: number, operand: string): string | undefined {
  if (operand === '-') {
    const { [descriptor]: _, ...rest } = turn.state.descriptors;
    change(turn, { descriptors: rest });
    return undefined;
  }
  if (!/^\d+-?$/.test(operand)) return `${operand}: ambiguous redirect`;
  const target = turn.state.descriptors[Number.parseInt(operand, 10)];
  if (target === undefined) return `${operand}: Bad file descriptor`;
  return point(turn, descriptor, target);
}
