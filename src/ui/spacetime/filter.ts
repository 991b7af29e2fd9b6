/**
 * What is asked for in the filter's box. `node:zk1 node:zk2 path:/app` wants messages of either
 * node that are about `/app` or what is below it; a word without a name wants to be found anywhere;
 * a minus in front wants the opposite. Pure.
 */
import type { Facts } from './message-facts.ts';

const FACETS = ['node', 'kind', 'path', 'zxid', 'session'] as const;
type Facet = (typeof FACETS)[number] | 'any';

interface Wish {
  readonly facet: Facet;
  readonly value: string;
  readonly isNot: boolean;
}

export interface Filter {
  readonly wishes: readonly Wish[];
}

export interface Subject extends Facts {
  readonly label: string;
  /** Upstream's name of the message. */
  readonly kind: string;
  readonly nodes: readonly string[];
}

/** Other words for the same. */
const ALIASES: Readonly<Record<string, Facet>> = { znode: 'path', host: 'node', type: 'kind' };

export function parseFilter(text: string): Filter {
  const words = text.trim().toLowerCase().split(/\s+/);
  return { wishes: words.filter((word) => word !== '' && word !== '-').map(wishOf) };
}

function wishOf(word: string): Wish {
  const isNot = word.startsWith('-');
  const [, name = '', value = ''] = /^([a-z]+):(.+)$/.exec(isNot ? word.slice(1) : word) ?? [];
  const facet = ALIASES[name] ?? FACETS.find((one) => one === name);
  if (facet !== undefined) return { facet, value, isNot };
  return { facet: 'any', value: isNot ? word.slice(1) : word, isNot };
}

/** Wishes about the same thing are alternatives; a word that stands alone must be found in any case. */
export function isWanted({ wishes }: Filter, subject: Subject): boolean {
  if (wishes.some((wish) => wish.isNot && meets(wish, subject))) return false;
  const wanted = wishes.filter(({ isNot }) => !isNot);
  if (!wanted.every((wish) => wish.facet !== 'any' || meets(wish, subject))) return false;
  return FACETS.every((facet) => {
    const same = wanted.filter((wish) => wish.facet === facet);
    return same.length === 0 || same.some((wish) => meets(wish, subject));
  });
}

function meets({ facet, value }: Wish, subject: Subject): boolean {
  const { label, kind, nodes, paths, zxid, sessions } = subject;
  switch (facet) {
    case 'node':
      return nodes.some((node) => node.toLowerCase() === value);
    case 'kind':
      return `${kind} ${label}`.toLowerCase().includes(value);
    case 'path':
      return paths.some((path) => isBelow(path.toLowerCase(), value));
    case 'zxid':
      return zxid === value || zxid === `0x${value}`;
    case 'session':
      return sessions.some((session) => session === value || session === `0x${value}`);
    case 'any': {
      const all = [label, kind, ...nodes, ...paths, zxid, ...sessions];
      return all.some((text) => text.toLowerCase().includes(value));
    }
  }
}

function isBelow(path: string, top: string): boolean {
  return path === top || top === '/' || path.startsWith(`${top}/`);
}
