/**
 * What is asked for in the filter's box. `node:zk1 node:zk2 path:/app` wants messages of either
 * node that are about `/app` or what is below it; a word without a name wants to be found anywhere;
 * a minus in front wants the opposite. Pure.
 */
import { facetKinds } from '../../engine/index.ts';
import type { Facet, FacetKind } from '../../engine/index.ts';

interface Wish {
  /** `node`, `kind`, `any`, or what the systems' messages may be about. */
  readonly facet: string;
  readonly value: string;
  readonly isNot: boolean;
}

export interface Filter {
  readonly wishes: readonly Wish[];
}

export interface Subject {
  readonly label: string;
  /** Upstream's name of the message. */
  readonly kind: string;
  readonly nodes: readonly string[];
  readonly facets: readonly Facet[];
}

/** Other words for the same. */
const ALIASES: Readonly<Record<string, string>> = { host: 'node', type: 'kind' };

export function parseFilter(text: string): Filter {
  const words = text.trim().toLowerCase().split(/\s+/);
  const kinds = facetKinds();
  return {
    wishes: words.filter((word) => word !== '' && word !== '-').map((word) => wishOf(word, kinds)),
  };
}

function wishOf(word: string, kinds: Readonly<Record<string, FacetKind>>): Wish {
  const isNot = word.startsWith('-');
  const [, name = '', value = ''] = /^([a-z]+):(.+)$/.exec(isNot ? word.slice(1) : word) ?? [];
  const facet = ALIASES[name] ?? facetNamed(name, kinds);
  if (facet !== undefined) return { facet, value, isNot };
  return { facet: 'any', value: isNot ? word.slice(1) : word, isNot };
}

/** Wishes about the same thing are alternatives; a word that stands alone must be found in any case. */
export function isWanted({ wishes }: Filter, subject: Subject): boolean {
  if (wishes.some((wish) => wish.isNot && meets(wish, subject))) return false;
  const wanted = wishes.filter(({ isNot }) => !isNot);
  if (!wanted.every((wish) => wish.facet !== 'any' || meets(wish, subject))) return false;
  return wanted.every(({ facet }) => {
    return wanted.some((wish) => wish.facet === facet && meets(wish, subject));
  });
}

function facetNamed(name: string, kinds: Readonly<Record<string, FacetKind>>): string | undefined {
  if (name === 'node' || name === 'kind' || name in kinds) return name;
  return Object.keys(kinds).find((facet) => kinds[facet]!.aliases.includes(name));
}

function meets({ facet, value }: Wish, { label, kind, nodes, facets }: Subject): boolean {
  switch (facet) {
    case 'node':
      return nodes.some((node) => node.toLowerCase() === value);
    case 'kind':
      return `${kind} ${label}`.toLowerCase().includes(value);
    case 'any': {
      const all = [label, kind, ...nodes, ...facets.map((one) => one.value)];
      return all.some((text) => text.toLowerCase().includes(value));
    }
    default: {
      const matches = facetKinds()[facet]?.matches;
      return facets.some((one) => {
        return one.facet === facet && isMet(matches, one.value.toLowerCase(), value);
      });
    }
  }
}

function isMet(matches: FacetKind['matches'] | undefined, value: string, wanted: string): boolean {
  if (matches === 'path') return isBelow(value, wanted);
  return value === wanted || (matches === 'number' && value === `0x${wanted}`);
}

function isBelow(path: string, top: string): boolean {
  return path === top || top === '/' || path.startsWith(`${top}/`);
}
