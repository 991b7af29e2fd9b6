/**
 * Build, preview and unit-test configuration.
 *
 * - Lesson texts: `import text from './en.md'` (also through `import.meta.glob`) gives
 *   `{ title, html, blocks }`, rendered at build time; see src/lesson/build/lesson-markdown.ts.
 * - The built page carries a Content-Security-Policy: scripts come from its own files only, and
 *   nothing is ever fetched from another host.
 * - `virtual:fidelity-ledger` is made from the header comments of the engine and the shell.
 * - Icons are templates: see src/ui/build/plain-icons.ts.
 * - The built page holds its first view already, so that it is painted before any script has come.
 * - The build writes the service worker that keeps the page for use without a network.
 * - The build prints the compressed size of the first view and fails above its budget.
 * - Test projects, each run by `npx vitest run --project NAME`: unit, tidy, lessons, fuzz,
 *   e2e (which needs a built page).
 */
import { readdirSync } from 'node:fs';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { lessonMarkdown } from './src/lesson/build/lesson-markdown.ts';
import { chartLayouts } from './src/ui/statechart/build/chart-layouts.ts';
import { compileEarly } from './src/ui/build/compile-early.ts';
import { firstPaint } from './src/ui/build/first-paint.ts';
import { fidelityLedger } from './src/ui/build/fidelity-ledger.ts';
import { offline } from './src/ui/build/offline.ts';
import { plainIcons } from './src/ui/build/plain-icons.ts';
import { contentSecurityPolicy } from './test/support/content-security-policy.ts';
import { firstViewBudget } from './test/support/first-view-budget.ts';

/** Names of the systems: each has a folder on the page. */
const SYSTEMS = readdirSync('src/ui/systems', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .join('|');
/** What of engine and shell belongs to one system. */
const SYSTEM_FILE = new RegExp(`/src/(?:engine|shell)/(${SYSTEMS})/.*\\.ts$`);
/** The rest of the two, and what the engine takes from outside. */
const COMMON_FILE = new RegExp(
  `(?:/src/(engine|shell)/(?!(?:${SYSTEMS})/).*\\.ts|/node_modules/xstate/.*\\.[jt]s)$`,
);

const isTest = process.env['VITEST'] !== undefined;

/** Makes every system known before each test file; where few need it they import it themselves. */
const ALL_SYSTEMS = ['test/support/systems.ts'];

/** Node tests of one folder; they share the plugins above. */
function testProject(
  name: string,
  include: string,
  testTimeout: number,
  setupFiles: readonly string[] = [],
) {
  return {
    extends: true as const,
    test: {
      name,
      include: [include],
      environment: 'node' as const,
      testTimeout,
      setupFiles: [...setupFiles],
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [
    lessonMarkdown(),
    fidelityLedger(),
    chartLayouts(),
    plainIcons(),
    svelte({ configFile: false, preprocess: vitePreprocess() }),
    firstPaint(),
    compileEarly(),
    contentSecurityPolicy(),
    firstViewBudget(50),
    offline(),
  ],
  // Tests of `.svelte.ts` modules must get Svelte's browser runtime, although they run in Node.
  ...(isTest ? { resolve: { conditions: ['browser'] } } : {}),
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    rolldownOptions: {
      // Files of their own for the two large parts, so that the home page takes them one by one.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'engine',
              test: (id: string) => COMMON_FILE.exec(id)?.[1] !== 'shell' && COMMON_FILE.test(id),
            },
            { name: 'shell', test: (id: string) => COMMON_FILE.exec(id)?.[1] === 'shell' },
            // A system's own part of both, so that a page without it never loads it.
            { name: (id: string) => SYSTEM_FILE.exec(id)?.[1] ?? null, test: SYSTEM_FILE },
          ],
        },
      },
      // Lessons only define things: who wants the list of them gets no simulator with it.
      treeshake: {
        moduleSideEffects: [
          { test: /[\\/](src[\\/]lesson|lessons)[\\/].*\.ts$/, sideEffects: false },
        ],
      },
    },
  },
  worker: { format: 'es' },
  server: { port: 5173 },
  preview: { port: 4173 },
  test: {
    projects: [
      testProject('unit', 'test/unit/**/*.test.ts', 10_000),
      testProject('tidy', 'test/tidy/**/*.test.ts', 60_000),
      testProject('lessons', 'test/lessons/**/*.test.ts', 60_000, ALL_SYSTEMS),
      testProject('e2e', 'test/e2e/**/*.test.ts', 120_000, ALL_SYSTEMS),
      testProject('fuzz', 'test/fuzz/**/*.test.ts', 300_000),
    ],
  },
});
