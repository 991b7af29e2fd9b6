/**
 * Topics that match a pattern: regular expressions in Java's syntax, as far as JavaScript means the same.
 *
 * Mirrors: java.util.regex.Pattern.matches as KafkaConsumer.subscribe(Pattern) uses it.
 * Departs: possessive quantifiers, embedded flags and POSIX classes are Java's alone and match nothing.
 */

/** What patterns mean depends on their text alone; forgotten when there are many. */
const known = new Map<string, RegExp | null>();
const KNOWN_MAX = 100;

export function matchesPattern(pattern: string, topic: string): boolean {
  return compiled(pattern)?.test(topic) ?? false;
}

/** PatternSyntaxException's cause would be here: null when the pattern is none. */
export function isPattern(pattern: string): boolean {
  return compiled(pattern) !== null;
}

function compiled(pattern: string): RegExp | null {
  let expression = known.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(pattern, expression);
  }
  return expression;
}

function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    return null;
  }
}
