/**
 * Topics that match a pattern: regular expressions in Java's syntax. All ways through a pattern are gone at
 * once, so that none takes long, whatever the topic.
 *
 * Mirrors: java.util.regex.Pattern.matches as KafkaConsumer.subscribe(Pattern) uses it.
 * Departs: what looks around or back, embedded flags, possessive quantifiers and `\p{…}` match nothing;
 * ranges and classes know the characters that names of topics are made of.
 * Read next: topic-pattern-parser.ts.
 */
import type { PatternNode } from './topic-pattern-parser.ts';
import { parsePattern } from './topic-pattern-parser.ts';

/** What patterns mean depends on their text alone; forgotten when there are many. */
const known = new Map<string, PatternNode | null>();
const KNOWN_MAX = 100;

export function matchesPattern(pattern: string, topic: string): boolean {
  let node = known.get(pattern);
  if (node === undefined) {
    node = parsePattern(pattern);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(pattern, node);
  }
  return node !== null && endsOf(node, topic, new Set([0])).has(topic.length);
}

/** Where a part of the pattern can end that begins at one of these places. */
function endsOf(node: PatternNode, text: string, starts: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>();
  switch (node.type) {
    case 'char':
      for (const at of starts) {
        if (at < text.length && node.matches(text[at]!)) ends.add(at + 1);
      }
      return ends;
    case 'border':
      for (const at of starts) if (node.isAt(text, at)) ends.add(at);
      return ends;
    case 'sequence': {
      let at = new Set(starts);
      for (const part of node.parts) at = endsOf(part, text, at);
      return at;
    }
    case 'choice':
      for (const part of node.parts) for (const end of endsOf(part, text, starts)) ends.add(end);
      return ends;
    case 'repeat':
      return endsOfRepeat(node, text, starts);
  }
}

function endsOfRepeat(
  { part, min, max }: PatternNode & { readonly type: 'repeat' },
  text: string,
  starts: ReadonlySet<number>,
): Set<number> {
  let at = new Set(starts);
  // After as many turns as there are places, nothing changes any more.
  const turnsMin = Math.min(min, text.length + 1);
  for (let turn = 0; turn < turnsMin && at.size > 0; turn++) at = endsOf(part, text, at);
  const ends = new Set(at);
  for (let turn = min; turn < max && at.size > 0; turn++) {
    const next = endsOf(part, text, at);
    at = new Set([...next].filter((end) => !ends.has(end)));
    for (const end of at) ends.add(end);
  }
  return ends;
}
