/**
 * The named classes of characters, `[:alpha:]` and its kind, as insides of a bracket expression.
 *
 * Mirrors: POSIX character classes in the C locale.
 * Departs: `space` knows the language's own white space, which is wider.
 */
export const POSIX_CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'a-zA-Z'],
  ['digit', '0-9'],
  ['alnum', 'a-zA-Z0-9'],
  ['upper', 'A-Z'],
  ['lower', 'a-z'],
  ['space', '\\s'],
  ['blank', ' \\t'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['xdigit', '0-9a-fA-F'],
  ['print', '\\x20-\\x7e'],
  ['graph', '\\x21-\\x7e'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
]);
