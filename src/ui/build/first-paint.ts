/**
 * Build plugin: puts the first view into the page itself, so that it is painted as soon as the page
 * is there, and the scripts come to a page that can be read already.
 *
 * - The home view in both languages, rendered while building. It is a picture of the page (`inert`,
 *   no landmarks, no ids) that `main.ts` replaces; a small script shows the right one of the two.
 * - The style of the first view and that script, which then need no request of their own.
 * - Before them the watchdog, which says so when the page behind the picture does not come.
 */
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import type { InlineConfig, Plugin, Rolldown } from 'vite';
import { watchdogScript } from './watchdog.ts';
import type { firstWords } from '../app/first-words.ts';

/** Neither picture is there before the script has chosen one. The moon is a sun where it is dark. */
const STYLE =
  '.first{display:none}[data-first=en] .first.en,[data-first=zh] .first.zh{display:block}' +
  '[data-theme=dark] .first .lucide-moon{visibility:hidden}';

export function firstPaint(): Plugin {
  let root = '';
  let pictures = '';
  let scripts: readonly string[] = [];
  return {
    name: 'first-paint',
    apply: 'build',
    configResolved: (config) => void ({ root } = config),
    async buildStart() {
      const [watchdog, look, words] = await Promise.all([
        watchdogScript(root),
        bundled(root, { lib: { entry: LOOK, formats: ['iife'], name: 'firstLook' } }),
        bundled(root, { ssr: WORDS, minify: false }).then(
          (code) => import(`data:text/javascript,${encodeURIComponent(code)}`),
        ) as Promise<{ readonly firstWords: typeof firstWords }>,
      ]);
      scripts = [watchdog, look.trim()];
      if (scripts.some((script) => script.includes('</script'))) {
        throw new Error('a script of the first view would end its own element');
      }
      // One after the other: the words are chosen for the page as a whole.
      pictures =
        `<div class="first en" inert>${asPicture(await words.firstWords('en'))}</div>` +
        `<div class="first zh" lang="zh-Hans" inert>${asPicture(await words.firstWords('zh'))}</div>`;
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        return {
          html: withStyle(html, bundle).replace('<div id="app">', (app) => app + pictures),
          tags: scripts.map((children) => ({ tag: 'script', children, injectTo: 'head-prepend' })),
        };
      },
    },
  };
}

const LOOK = 'src/ui/app/first-look.ts';
const WORDS = 'src/ui/app/first-words.ts';

/** Code of one file with all that it imports; what it would load later is left out. */
async function bundled(root: string, how: InlineConfig['build'] & object): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root,
    plugins: [svelte({ configFile: false, preprocess: vitePreprocess() }), withoutLaterParts()],
    ssr: { noExternal: true },
    build: {
      write: false,
      copyPublicDir: false,
      target: 'es2022',
      rolldownOptions: { output: { codeSplitting: false } },
      ...how,
    },
  });
  const [output] = [result].flat() as Rolldown.RolldownOutput[];
  return output!.output[0].code;
}

function withoutLaterParts(): Plugin {
  return {
    name: 'without-later-parts',
    enforce: 'pre',
    resolveDynamicImport: (specifier) =>
      typeof specifier === 'string' && !specifier.endsWith('/first.zh.ts')
        ? { id: specifier, external: true }
        : null,
  };
}

/** Markup that only looks like the page: nothing in it is found by name, role or tests of the page. */
export function asPicture(markup: string): string {
  return markup
    .replace(/<!--.*?-->/gs, '')
    .replace(/ (id|role|aria-live|aria-labelledby|tabindex)="[^"]*"/g, '')
    .replace(/<(\/?)main\b/g, '<$1div');
}

/**
 * Puts the first view's style where its link was. A second sheet would be one that views share which
 * come later, and they would look for its file.
 */
function withStyle(html: string, bundle: Rolldown.OutputBundle): string {
  if (html.match(/<link rel="stylesheet"/g)!.length > 1) {
    throw new Error(
      'the first view has two style sheets: a part that it shares has a style of its own',
    );
  }
  return html.replace(/<link rel="stylesheet"[^>]*href="\.\/([^"]+)">/, (link, file: string) => {
    const asset = bundle[file];
    if (asset?.type !== 'asset') return link;
    delete bundle[file];
    return `<style>${String(asset.source).trim()}${STYLE}</style>`;
  });
}
