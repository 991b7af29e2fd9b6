/**
 * Matches patterns with `!(…)`, which no automaton of ours can: for a set of places where a part may
 * begin it tells where the part may end, for every part in turn.
 *
 * Mirrors: `extmatch` of bash's sm_loop.c.
 * Departs: it takes a time that grows with the square of the text, and gives up beyond a bound.
 */
import { ANY, includes } from './char-set.ts';
import type { Effort } from './fuel.ts';
import { Fuel } from './fuel.ts';
import type { RegExpNode } from './tree.ts';

type Places = Uint8Array;

export class ExclusionMatcher {
  readonly #tree: RegExpNode;

  constructor(tree: RegExpNode) {
    this.#tree = tree;
  }

  matchesWhole(text: string, effort?: Effort): boolean {
    return this.#endsFrom(text, 0, begin(text, effort))[text.length] === 1;
  }

  prefix(text: string, isLongest: boolean, effort?: Effort): number {
    const ends = this.#endsFrom(text, 0, begin(text, effort));
    return isLongest ? ends.lastIndexOf(1) : ends.indexOf(1);
  }

  suffix(text: string, isLongest: boolean, effort?: Effort): number {
    const fuel = begin(text, effort);
    for (let i = 0; i <= text.length; i++) {
      const start = isLongest ? i : text.length - i;
      if (this.#endsFrom(text, start, fuel)[text.length] === 1) return start;
    }
    return -1;
  }

  spans(text: string, effort?: Effort): readonly number[] {
    const fuel = begin(text, effort);
    const found: number[] = [];
    for (let at = 0; at <= text.length;) {
      const end = this.#endsFrom(text, at, fuel).lastIndexOf(1);
      if (end >= at) found.push(at, end);
      at = end > at ? end : at + 1;
    }
    return found;
  }

  #endsFrom(text: string, start: number, fuel: Fuel): Places {
    return ends(this.#tree, text, placeOf(text, start), fuel);
  }
}

function begin(text: string, effort: Effort | undefined): Fuel {
  if (effort !== undefined) effort.work += text.length * Math.min(text.length + 1, 1000);
  return new Fuel();
}

function placeOf(text: string, place: number): Places {
  const places = new Uint8Array(text.length + 1);
  places[place] = 1;
  return places;
}

function ends(node: RegExpNode, text: string, starts: Places, fuel: Fuel): Places {
  fuel.burn(text.length + 20);
  switch (node.type) {
    case 'set': {
      const out = new Uint8Array(starts.length);
      for (
        let at = starts.indexOf(1);
        at !== -1 && at < text.length;
        at = starts.indexOf(1, at + 1)
      ) {
        const code = text.codePointAt(at)!;
        if (includes(node.set, code)) out[at + (code > 0xffff ? 2 : 1)] = 1;
      }
      return out;
    }
    case 'sequence':
      return node.parts.reduce((places, part) => ends(part, text, places, fuel), starts);
    case 'choice': {
      const out = new Uint8Array(starts.length);
      for (const each of node.choices) join(out, ends(each, text, starts, fuel));
      return out;
    }
    case 'repeat':
      return repeated(node, text, starts, fuel);
    case 'not': {
      const out = new Uint8Array(starts.length);
      for (let at = starts.indexOf(1); at !== -1; at = starts.indexOf(1, at + 1)) {
        const excluded = ends(node.body, text, placeOf(text, at), fuel);
        for (let end = at; end < out.length; end++) if (excluded[end] === 0) out[end] = 1;
      }
      return out;
    }
    default:
      return starts;
  }
}

function repeated(
  { body, min, max }: RegExpNode & { readonly type: 'repeat' },
  text: string,
  starts: Places,
  fuel: Fuel,
): Places {
  if (body.type === 'set' && body.set === ANY && min === 0 && max === Infinity) {
    const first = starts.indexOf(1);
    return first === -1 ? starts : new Uint8Array(starts.length).fill(1, first);
  }
  const all = min === 0 ? starts.slice() : new Uint8Array(starts.length);
  let last = starts;
  for (let turn = 0; turn < max; turn++) {
    last = ends(body, text, last, fuel);
    if (!join(all, last)) break;
  }
  return all;
}

/** Adds places to others; whether that made them more. */
function join(places: Places, more: Places): boolean {
  let isMore = false;
  for (let at = 0; at < more.length; at++) {
    if (more[at] === 1 && places[at] === 0) {
      places[at] = 1;
      isMore = true;
    }
  }
  return isMore;
}
