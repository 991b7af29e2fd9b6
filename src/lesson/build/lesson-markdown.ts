/**
 * Build plugin: turns every imported `*.md` file into a module, so that no Markdown parser is
 * shipped to the page.
 *
 * `import text from './en.md'` gives `{ title, html, blocks }`:
 * - `title`: the text of the first level-one heading (which is left out of `html`), or '';
 * - `html`: the rendered rest; raw HTML in the file is escaped, links that leave the page get
 *   `rel="noreferrer"`; a fenced block becomes `<pre data-language="console"><code>…`;
 * - `blocks`: the fenced blocks in order, `{ language, text, line }`, for tests that run them.
 *
 * The plugin needs no Vite types on purpose: the page's own type check must not pull in Node's.
 * Read next: markdown-module.d.ts (the module's type).
 */
import MarkdownIt from 'markdown-it';

interface LessonBlock {
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence in the file, from 1. */
  readonly line: number;
}

interface LessonText {
  readonly title: string;
  readonly html: string;
  readonly blocks: readonly LessonBlock[];
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

markdown.renderer.rules['fence'] = (tokens, index) => {
  const token = tokens[index];
  if (token === undefined) return '';
  const language = markdown.utils.escapeHtml(languageOf(token.info));
  const text = markdown.utils.escapeHtml(token.content);
  return `<pre data-language="${language}" tabindex="0"><code>${text}</code></pre>\n`;
};

markdown.renderer.rules['link_open'] = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  if (/^https?:/.test(String(token?.attrGet('href')))) token?.attrSet('rel', 'noreferrer');
  return self.renderToken(tokens, index, options);
};

function languageOf(fenceInfo: string): string {
  return fenceInfo.trim().split(/\s+/)[0] ?? '';
}

/** Renders one lesson text. */
export function renderLesson(source: string): LessonText {
  const tokens = markdown.parse(source, {});
  let title = '';
  if (tokens[0]?.type === 'heading_open' && tokens[0].tag === 'h1') {
    title = tokens[1]?.content ?? '';
    tokens.splice(0, 3);
  }
  const blocks = tokens
    .filter((token) => token.type === 'fence')
    .map((token) => ({
      language: languageOf(token.info),
      text: token.content,
      line: (token.map?.[0] ?? 0) + 1,
    }));
  return { title, html: markdown.renderer.render(tokens, markdown.options, {}), blocks };
}

/** The Vite plugin: `*.md` becomes a module whose default export is a LessonText. */
export function lessonMarkdown(): {
  name: string;
  enforce: 'pre';
  transform(code: string, id: string): { code: string; map: null } | undefined;
} {
  return {
    name: 'lesson-markdown',
    enforce: 'pre',
    transform(code, id) {
      const [path, query] = id.split('?');
      if (path?.endsWith('.md') !== true || query === 'raw' || query === 'url') return undefined;
      return { code: `export default ${JSON.stringify(renderLesson(code))};`, map: null };
    },
  };
}
