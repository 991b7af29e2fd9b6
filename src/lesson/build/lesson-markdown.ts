/**
 * Build plugin: turns every imported `*.md` file into a module, so that no Markdown parser is
 * shipped to the page.
 *
 * `import text from './en.md'` gives a LessonProse:
 * - `title`: the text of the first level-one heading (which is left out of `html`), or '';
 * - `html`: the rendered rest; raw HTML in the file is escaped, links that leave the page get
 *   `rel="noreferrer"`; a fenced block becomes `<pre data-language="console"
 *   data-terminal="A"><code>…`, with `data-after="solution"` where it shows what comes of the step; a
 *   block `world` becomes an empty `<div data-world="name">`;
 * - `blocks`: the fenced blocks in order, for tests that run them;
 * - `intro` and `sections`: the same text cut at its level-two headings. A heading such as
 *   `## How a node dies {#farewell}` gives a section its id.
 *
 * The plugin needs no Vite types on purpose: the page's own type check must not pull in Node's.
 * Read next: markdown-module.d.ts (the module's type).
 */
import MarkdownIt from 'markdown-it';
import type { LessonProse, ProseBlock, ProseSection } from '../prose.ts';

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
type Token = ReturnType<typeof markdown.parse>[number];

markdown.renderer.rules['fence'] = (tokens, index) => {
  const token = tokens[index];
  if (token === undefined) return '';
  const language = markdown.utils.escapeHtml(languageOf(token.info));
  const text = markdown.utils.escapeHtml(token.content);
  if (language === 'world') return `<div data-world="${text.trim()}"></div>\n`;
  const [terminal, ...options] = token.info.trim().split(/\s+/).slice(1);
  const attributes = [`data-language="${language}"`];
  if (language === 'console' && terminal !== undefined) {
    attributes.push(`data-terminal="${markdown.utils.escapeHtml(terminal)}"`);
  }
  if (options.includes('after=solution')) attributes.push('data-after="solution"');
  return `<pre ${attributes.join(' ')} tabindex="0"><code>${text}</code></pre>\n`;
};

/** Chinese is written without spaces: a line's end between two of its characters is nothing. */
markdown.renderer.rules['softbreak'] = (tokens, index) => {
  const before = tokens.slice(0, index).findLast(({ content }) => content !== '');
  const after = tokens.slice(index + 1).find(({ content }) => content !== '');
  const left = [...(before?.content ?? '')].at(-1) ?? '';
  const right = [...(after?.content ?? '')][0] ?? '';
  const isJoined = isFullWidth(left) ? isFullWidth(right) || isMark(left) : isMark(right);
  return isJoined ? '' : '\n';
};

function isMark(character: string): boolean {
  return /[\u3000-\u303f\uff00-\uffef“”‘’…]/u.test(character);
}

function isFullWidth(character: string): boolean {
  return /\p{Script=Han}/u.test(character) || isMark(character);
}

markdown.renderer.rules['link_open'] = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  if (/^https?:/.test(String(token?.attrGet('href')))) token?.attrSet('rel', 'noreferrer');
  return self.renderToken(tokens, index, options);
};

function languageOf(fenceInfo: string): string {
  return fenceInfo.trim().split(/\s+/)[0] ?? '';
}

/** Renders one lesson text. */
export function renderLesson(source: string): LessonProse {
  const tokens = markdown.parse(source, {});
  let title = '';
  if (tokens[0]?.type === 'heading_open' && tokens[0].tag === 'h1') {
    title = tokens[1]?.content ?? '';
    tokens.splice(0, 3);
  }
  const starts = tokens.flatMap((token, index) =>
    token.type === 'heading_open' && token.tag === 'h2' ? [index] : [],
  );
  const sections = starts.map((start, i) => sectionOf(tokens.slice(start, starts[i + 1])));
  return {
    title,
    html: render(tokens),
    blocks: blocksOf(tokens),
    intro: render(tokens.slice(0, starts[0] ?? tokens.length)),
    sections,
  };
}

function render(tokens: Token[]): string {
  return markdown.renderer.render(tokens, markdown.options, {});
}

function sectionOf(tokens: Token[]): ProseSection {
  const heading = tokens[1];
  const [, title = '', id = ''] = /^(.*?)\s*(?:\{#([\w-]+)\})?$/.exec(heading?.content ?? '') ?? [];
  const rest = tokens.slice(3);
  const line = (tokens[0]?.map?.[0] ?? 0) + 1;
  return { id, title, html: render(rest), blocks: blocksOf(rest), words: wordsOf(rest), line };
}

function blocksOf(tokens: readonly Token[]): readonly ProseBlock[] {
  return tokens
    .filter((token) => token.type === 'fence')
    .map((token) => ({
      language: languageOf(token.info),
      options: token.info.trim().split(/\s+/).slice(1).join(' '),
      text: token.content,
      line: (token.map?.[0] ?? 0) + 1,
    }));
}

function wordsOf(tokens: readonly Token[]): number {
  const prose = tokens
    .filter((token) => token.type === 'inline')
    .map((token) => token.content)
    .join(' ');
  const characters = prose.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = prose.replace(/\p{Script=Han}/gu, ' ').match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
  return words + Math.ceil(characters / 2);
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
