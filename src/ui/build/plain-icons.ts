/**
 * Build plugin: Lucide's icons as plain SVG. The package's own component makes each icon at run time, by
 * dynamic elements and spread attributes, for which a telephone needs a hundred milliseconds before the
 * first view; the same picture as a template is cloned. Of the package's properties there is `size`.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const DATA = /const iconData = (\{.*\});/;

interface IconData {
  readonly name: string;
  readonly node: readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[];
}

/** The Svelte component of an icon, from the package's source of it. */
export function plainIcon(source: string): string {
  const json = DATA.exec(source)?.[1];
  if (json === undefined) throw new Error('Lucide writes its icons in another way by now.');
  const { name, node } = JSON.parse(json) as IconData;
  const shapes = node.map(([tag, attributes]) => {
    const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    return `<${tag}${list.join('')} />`;
  });
  return `<script>let { size = 24 } = $props();</script>
<svg xmlns="http://www.w3.org/2000/svg" width={size} height={size} viewBox="0 0 24 24" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
  class="lucide lucide-${name}" aria-hidden="true">${shapes.join('')}</svg>`;
}

export function plainIcons(): Plugin {
  return {
    name: 'plain-icons',
    enforce: 'pre',
    load(id) {
      return ICON.test(id) ? plainIcon(readFileSync(id, 'utf8')) : null;
    },
  };
}
