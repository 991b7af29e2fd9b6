/**
 * The commands that are part of the shell itself.
 *
 * Mirrors: the builtins of bash 5.2.
 * Departs: `bind`, `coproc`, `compgen`, `fc`, `getopts` and other rarely typed ones are missing.
 */
import type { Builtin, Builtins } from './builtin.ts';
import { echo, printf } from './output.ts';
import { changeDirectory, dirs, popd, printDirectory, pushd } from './directories.ts';
import { breakLoop, continueLoop, evaluate, execute, exit, returnBuiltin, source } from './flow.ts';
import { bg, disown, fg, jobs, kill, wait } from './job-control.ts';
import { alias, builtinHelp, command, hash, history, type, unalias } from './lookup.ts';
import { mapfile, read } from './read.ts';
import { test } from './test.ts';
import { ulimit } from './ulimit.ts';
import {
  declare,
  exportVariables,
  letBuiltin,
  local,
  readonlyVariables,
  set,
  shift,
  shopt,
  unset,
} from './variable-builtins.ts';

export const builtins: Builtins = new Map<string, Builtin>([
  [':', () => 0],
  ['true', () => 0],
  ['false', () => 1],
  ['.', source],
  ['[', test],
  ['alias', alias],
  ['bg', bg],
  ['break', breakLoop],
  ['builtin', command],
  ['cd', changeDirectory],
  ['command', command],
  ['continue', continueLoop],
  ['declare', declare],
  ['dirs', dirs],
  ['disown', disown],
  ['echo', echo],
  ['eval', evaluate],
  ['exec', execute],
  ['exit', exit],
  ['export', exportVariables],
  ['fg', fg],
  ['hash', hash],
  ['help', builtinHelp],
  ['history', history],
  ['jobs', jobs],
  ['kill', kill],
  ['let', letBuiltin],
  ['local', local],
  ['logout', exit],
  ['mapfile', mapfile],
  ['popd', popd],
  ['printf', printf],
  ['pushd', pushd],
  ['pwd', printDirectory],
  ['read', read],
  ['readarray', mapfile],
  ['readonly', readonlyVariables],
  ['return', returnBuiltin],
  ['set', set],
  ['shift', shift],
  ['shopt', shopt],
  ['source', source],
  ['test', test],
  ['times', () => 0],
  ['trap', () => 0],
  ['type', type],
  ['typeset', declare],
  ['ulimit', ulimit],
  ['umask', () => 0],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
]);
