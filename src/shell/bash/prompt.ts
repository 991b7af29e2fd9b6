/**
 * The prompt, and `!!` before a line is read.
 *
 * Mirrors: `decode_prompt_string` and history expansion of bash 5.2.
 * Departs: of the history words only `!!`, `!N`, `!-N` and `!text`.
 */
import type { Env } from '../../engine/index.ts';
import { mapGet } from '../../engine/index.ts';
import { shortPath } from './builtins/directories.ts';
import { baseName } from '../program/paths.ts';
import type { ShellState } from './state.ts';

/** The text that asks for a line: PS1, or PS2 inside an unfinished command. */
export function promptText(state: ShellState, env: Env): string {
  const name = state.unfinished === '' ? 'PS1' : 'PS2';
  const template = mapGet(state.variables, name)?.value ?? (name === 'PS1' ? '\\$ ' : '> ');
  const home = mapGet(state.variables, 'HOME')?.value ?? '/root';
  const clock = new Date(env.wallClockMs).toISOString();
  return template.replace(/\\(?:\[|\]|e\[[\d;]*m|033\[[\d;]*m|.)/g, (escape) => {
    switch (escape[1]) {
      case 'u':
        return 'root';
      case 'h':
      case 'H':
        return env.host.name;
      case 'w':
        return shortPath(state.cwd, home);
      case 'W':
        return state.cwd === home ? '~' : baseName(state.cwd);
      case '$':
        return '#';
      case 't':
        return clock.slice(11, 19);
      case 'n':
        return '\n';
      case 's':
        return 'bash';
      case '\\':
        return '\\';
      default:
        return '';
    }
  });
}

/** A line after history expansion; `error` when an event is not there. */
export function expandHistory(
  line: string,
  history: readonly string[],
): { readonly line: string; readonly isChanged: boolean; readonly error: string | null } {
  let error: string | null = null;
  let isChanged = false;
  const pattern = /'[^']*'|\\.|!(!|-?\d+|[A-Za-z][\w./-]*)/g;
  const expanded = line.replace(pattern, (text, event: string | undefined) => {
    if (event === undefined) return text;
    const found = eventFor(event, history);
    if (found === undefined) {
      error ??= `${text}: event not found`;
      return text;
    }
    isChanged = true;
    return found;
  });
  return { line: expanded, isChanged, error };
}

function eventFor(event: string, history: readonly string[]): string | undefined {
  if (event === '!') return history[history.length - 1];
  if (/^-\d+$/.test(event)) return history[history.length + Number(event)];
  if (/^\d+$/.test(event)) return history[Number(event) - 1];
  return history.findLast((line) => line.startsWith(event));
}
