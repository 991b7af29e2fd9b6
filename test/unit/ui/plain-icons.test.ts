/** Icons as templates: the same picture as the package draws, and nothing asked of them that is lost. */
import { readdirSync, readFileSync } from 'node:fs';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { plainIcon } from '../../../src/ui/build/plain-icons.ts';

const iconSource = (name: string) =>
  readFileSync(`node_modules/@lucide/svelte/dist/icons/${name}.svelte`, 'utf8');
const views = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.svelte'))
  .map((path) => [path, readFileSync(`src/ui/${path}`, 'utf8')] as const);

test('every shape of the icon is in its template', () => {
  const icon = plainIcon(iconSource('share-2'));
  expect(icon.match(/<circle /g)).toHaveLength(3);
  expect(icon).toContain('<line x1="8.59" x2="15.42" y1="13.51" y2="17.49" />');
  expect(compile(icon, { generate: 'client' }).warnings).toEqual([]);
});

test('a package that writes its icons in another way fails the build', () => {
  expect(() => plainIcon('<svg />')).toThrow('Lucide');
});

test('no view asks an icon for more than its size, and hides it from who listens', () => {
  const uses: string[] = [];
  for (const [path, text] of views) {
    for (const [, name] of text.matchAll(/import (\w+) from '@lucide\/svelte\/icons\//g)) {
      for (const [, props] of text.matchAll(new RegExp(`<${name}\\s([^>]*?)/?>`, 'g'))) {
        uses.push(props!.trim());
        expect(props!.trim(), `${name} in ${path}`).toMatch(/^size=\{\d+\}\s+aria-hidden="true"$/);
      }
    }
  }
  expect(uses.length).toBeGreaterThan(30);
});
