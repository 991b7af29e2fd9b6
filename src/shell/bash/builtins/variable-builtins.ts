/**
 * `export`, `declare`, `local`, `readonly`, `unset`, `set`, `shift`, `let`, `shopt`.
 *
 * Mirrors: bash's `setattr.def`, `declare.def`, `set.def`, `shift.def`, `let.def`.
 * Departs: of declare's attributes a, A, i, r, x are kept; of set's options e, u, x, f, C and
 * pipefail do something.
 */
import { mapDelete, mapGet, mapSet } from '../../../engine/index.ts';
import { ExpansionError, arithmetic, beginExpansion } from '../expansion/expansion.ts';
import type { Frame, SavedVariable } from '../frames.ts';
import { complain, write } from '../messages.ts';
import type { Variable } from '../resources.ts';
import type { ShellTurn } from '../state.ts';
import { change } from '../state.ts';
import { PLAIN, arrayOf, variableNames, withoutVariable } from '../variables.ts';

const NAME = /^[A-Za-z_]\w*$/;

/** Attributes of a declaration; `null` leaves one as it is. */
interface Attributes {
  readonly part: Partial<Variable>;
  readonly isArray: boolean;
}

function declareWords(
  turn: ShellTurn,
  command: string,
  operands: readonly string[],
  { part, isArray }: Attributes,
): number {
  let status = 0;
  for (const operand of operands) {
    const match = /^([A-Za-z_]\w*)(\+?=)([^]*)$/.exec(operand);
    const name = match?.[1] ?? operand;
    if (!NAME.test(name)) {
      complain(turn, `${command}: \`${operand}': not a valid identifier`);
      status = 1;
      continue;
    }
    const old = mapGet(turn.state.variables, name);
    if (old?.isReadonly === true && match !== null) {
      complain(turn, `${command}: ${name}: readonly variable`);
      status = 1;
      continue;
    }
    const base: Variable = { ...(old ?? PLAIN), ...part };
    let value = base.value;
    if (match !== null) value = match[2] === '+=' ? base.value + match[3]! : match[3]!;
    if (base.isInteger && match !== null) value = integerValue(turn, value);
    const list = isArray && match !== null ? listOf(match[3]!) : undefined;
    const next =
      list !== undefined
        ? arrayOf(base, list)
        : isArray
          ? { ...base, elements: base.elements ?? [] }
          : { ...base, value };
    change(turn, { variables: mapSet(turn.state.variables, name, next) });
  }
  return status;
}

/** `declare -A m=([a]=1 [b]=2)` comes as text. */
function listOf(text: string): readonly (readonly [string, string])[] {
  const inner = /^\(([^]*)\)$/.exec(text)?.[1] ?? text;
  let next = 0;
  return [...inner.matchAll(/(?:\[([^\]]*)\]=)?("[^"]*"|'[^']*'|[^\s]+)/g)].map((match) => {
    const key = match[1] ?? String(next++);
    return [key.replace(/^["']|["']$/g, ''), match[2]!.replace(/^["']|["']$/g, '')] as const;
  });
}

function integerValue(turn: ShellTurn, text: string): string {
  try {
    return String(arithmetic(beginExpansion(turn.state, turn.env.host.disk, []), text));
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    complain(turn, error.message);
    return '0';
  }
}

/** Splits options from operands; undefined after a complaint. */
function split(
  turn: ShellTurn,
  words: readonly string[],
  allowed: string,
): { readonly flags: string; readonly operands: readonly string[] } | undefined {
  let flags = '';
  let at = 1;
  for (; at < words.length && /^[-+]./.test(words[at]!); at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    for (const flag of word.slice(1)) {
      if (!allowed.includes(flag)) {
        complain(turn, `${words[0]!}: ${word[0]!}${flag}: invalid option`);
        return undefined;
      }
      flags += word.startsWith('+') ? flag.toUpperCase() : flag;
    }
  }
  return { flags, operands: words.slice(at) };
}

export function exportVariables(turn: ShellTurn, words: readonly string[]): number {
  const options = split(turn, words, 'nfp');
  if (options === undefined) return 2;
  if (options.operands.length === 0) return listVariables(turn, ({ isExported }) => isExported);
  const part = { isExported: !options.flags.includes('n') };
  return declareWords(turn, 'export', options.operands, { part, isArray: false });
}

export function readonlyVariables(turn: ShellTurn, words: readonly string[]): number {
  const options = split(turn, words, 'afpA');
  if (options === undefined) return 2;
  if (options.operands.length === 0) return listVariables(turn, ({ isReadonly }) => isReadonly);
  return declareWords(turn, 'readonly', options.operands, {
    part: { isReadonly: true },
    isArray: false,
  });
}

export function declare(turn: ShellTurn, words: readonly string[]): number {
  const options = split(turn, words, 'aAfFgilnprtux');
  if (options === undefined) return 2;
  const { flags, operands } = options;
  if (/[fF]/.test(flags)) return listFunctions(turn, operands);
  if (operands.length === 0) return listVariables(turn, () => true);
  if (flags.includes('p')) return printDeclared(turn, operands);
  if (turn.state.frames.some((frame) => frame.type === 'call') && !flags.includes('g')) {
    keepForReturn(turn, operands);
  }
  return declareWords(turn, words[0]!, operands, attributesOf(flags));
}

function attributesOf(flags: string): Attributes {
  const part: Partial<Variable> = {
    ...(flags.includes('x') ? { isExported: true } : {}),
    ...(flags.includes('r') ? { isReadonly: true } : {}),
    ...(flags.includes('i') ? { isInteger: true } : {}),
    ...(flags.includes('A') ? { isAssociative: true } : {}),
  };
  return { part, isArray: /[aA]/.test(flags) };
}

export function local(turn: ShellTurn, words: readonly string[]): number {
  const options = split(turn, words, 'aAilnrx');
  if (options === undefined) return 2;
  if (!turn.state.frames.some((frame) => frame.type === 'call')) {
    complain(turn, 'local: can only be used in a function');
    return 1;
  }
  keepForReturn(turn, options.operands);
  return declareWords(turn, 'local', options.operands, attributesOf(options.flags));
}

/** Remembers the outer values, and hides them. */
function keepForReturn(turn: ShellTurn, operands: readonly string[]): void {
  const at = turn.state.frames.findLastIndex((frame) => frame.type === 'call');
  const call = turn.state.frames[at] as Frame & { readonly type: 'call' };
  const names = operands
    .map((operand) => /^\w*/.exec(operand)![0])
    .filter((name) => NAME.test(name));
  const fresh = names.filter((name) => !call.locals.some(([other]) => other === name));
  const saved = fresh.map((name): SavedVariable => [
    name,
    mapGet(turn.state.variables, name) ?? null,
  ]);
  const frames = turn.state.frames.with(at, { ...call, locals: [...call.locals, ...saved] });
  let { variables } = turn.state;
  for (const name of fresh) {
    if (mapGet(variables, name)?.isReadonly !== true) variables = withoutVariable(variables, name);
  }
  change(turn, { frames, variables });
}

function listVariables(turn: ShellTurn, isWanted: (variable: Variable) => boolean): number {
  const names = variableNames(turn.state.variables).filter((name) =>
    isWanted(mapGet(turn.state.variables, name)!),
  );
  return printDeclared(turn, names);
}

function printDeclared(turn: ShellTurn, names: readonly string[]): number {
  let status = 0;
  for (const name of names) {
    const variable = mapGet(turn.state.variables, name);
    if (variable === undefined) {
      complain(turn, `declare: ${name}: not found`);
      status = 1;
      continue;
    }
    const { isExported, isReadonly, isInteger, isAssociative, elements, value } = variable;
    const kind = elements === null ? '' : isAssociative ? 'A' : 'a';
    const flags = `${kind}${isInteger ? 'i' : ''}${isReadonly ? 'r' : ''}${isExported ? 'x' : ''}`;
    const list = elements?.map(([key, each]) => `[${key}]=${doubleQuoted(each)}`).join(' ');
    const text = list === undefined ? doubleQuoted(value) : `(${list})`;
    write(turn, 1, `declare -${flags === '' ? '-' : flags} ${name}=${text}\n`);
  }
  return status;
}

function doubleQuoted(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

function listFunctions(turn: ShellTurn, operands: readonly string[]): number {
  for (const name of operands) {
    const definition = mapGet(turn.state.functions, name);
    if (definition === undefined) return 1;
    write(turn, 1, `${name} () \n${definition.text}\n`);
  }
  return 0;
}

export function unset(turn: ShellTurn, words: readonly string[]): number {
  let status = 0;
  const isFunction = words[1] === '-f';
  for (const word of words.slice(1).filter((each) => !/^-[fvn]$/.test(each))) {
    const element = /^(\w+)\[(.+)\]$/.exec(word);
    const name = element?.[1] ?? word;
    const variable = mapGet(turn.state.variables, name);
    if (variable?.isReadonly === true) {
      complain(turn, `unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    } else if (isFunction || (variable === undefined && element === null)) {
      change(turn, { functions: mapDelete(turn.state.functions, word) });
    } else if (element !== null && variable !== undefined) {
      const elements = (variable.elements ?? []).filter(([key]) => key !== element[2]);
      change(turn, { variables: mapSet(turn.state.variables, name, arrayOf(variable, elements)) });
    } else change(turn, { variables: withoutVariable(turn.state.variables, word) });
  }
  return status;
}

const SET_FLAGS: ReadonlyMap<string, string> = new Map([
  ['e', 'errexit'],
  ['u', 'nounset'],
  ['x', 'xtrace'],
  ['f', 'noglob'],
  ['C', 'noclobber'],
  ['v', 'verbose'],
  ['m', 'monitor'],
  ['B', 'braceexpand'],
  ['h', 'hashall'],
  ['n', 'noexec'],
  ['a', 'allexport'],
]);
const SET_NAMES: readonly string[] = [
  ...SET_FLAGS.values(),
  'pipefail',
  'posix',
  'emacs',
  'vi',
  'history',
];

export function set(turn: ShellTurn, words: readonly string[]): number {
  if (words.length === 1) {
    for (const name of variableNames(turn.state.variables)) {
      write(turn, 1, `${name}=${mapGet(turn.state.variables, name)!.value}\n`);
    }
    return 0;
  }
  let { options } = turn.state;
  const put = (name: string, isOn: boolean): void => {
    options = options.filter((each) => each !== name);
    if (isOn) options = [...options, name].sort();
  };
  for (let i = 1; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--' || word === '-' || !/^[-+]./.test(word)) {
      change(turn, { options, arguments: words.slice(/^--?$/.test(word) ? i + 1 : i) });
      return 0;
    }
    const isOn = word.startsWith('-');
    for (const flag of word.slice(1)) {
      if (flag === 'o') {
        const name = words[++i];
        if (name === undefined) return 0;
        if (!SET_NAMES.includes(name)) {
          complain(turn, `set: ${name}: invalid option name`);
          return 2;
        }
        put(name, isOn);
      } else {
        const name = SET_FLAGS.get(flag);
        if (name === undefined) {
          complain(turn, `set: ${word[0]!}${flag}: invalid option`);
          return 2;
        }
        put(name, isOn);
      }
    }
  }
  change(turn, { options });
  return 0;
}

export function shift(turn: ShellTurn, words: readonly string[]): number {
  const count = Number(words[1] ?? 1);
  if (!Number.isInteger(count) || count < 0) {
    complain(turn, `shift: ${words[1]!}: numeric argument required`);
    return 1;
  }
  if (count > turn.state.arguments.length) return 1;
  change(turn, { arguments: turn.state.arguments.slice(count) });
  return 0;
}

export function letBuiltin(turn: ShellTurn, words: readonly string[]): number {
  if (words.length === 1) {
    complain(turn, 'let: expression expected');
    return 1;
  }
  const x = beginExpansion(turn.state, turn.env.host.disk, []);
  try {
    let value = 0n;
    for (const word of words.slice(1)) value = arithmetic(x, word);
    change(turn, { variables: x.variables, random: x.random });
    return value === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    complain(turn, `let: ${error.message}`);
    return 1;
  }
}

export function shopt(): number {
  return 0;
}
