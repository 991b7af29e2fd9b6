/** The words of the first view and of all views, when the language changes before and after a view. */
import { beforeEach, expect, it, vi } from 'vitest';

/** A page that has just been opened, in English. */
async function opened() {
  const first = await import('../../../src/ui/i18n/first.svelte.ts');
  const all = await import('../../../src/ui/i18n/i18n.svelte.ts');
  const { en } = await import('../../../src/ui/i18n/en.ts');
  const shown = () => [first.t().app.home, all.t().app.home, all.t().workbench.stage];
  return { ...first, en, shown };
}

const ENGLISH = ['Home', 'Home', 'Stage'];
const CHINESE = ['首页', '首页', '舞台'];

beforeEach(() => void vi.resetModules());

it('shows a view in the language that was chosen before it came, and in the next one', async () => {
  const { shown, useLanguage, wordsForView } = await opened();
  expect(shown()).toEqual(ENGLISH);
  expect(await useLanguage('zh')).toBe(true);
  await wordsForView();
  expect(shown()).toEqual(CHINESE);
  await useLanguage('en');
  expect(shown()).toEqual(ENGLISH);
  await useLanguage('zh');
  expect(shown()).toEqual(CHINESE);
});

it('shows header and view in one language while the words of the view are late', async () => {
  const { shown, useLanguage, wordsForView } = await opened();
  await wordsForView();
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const asked = new Promise<void>((resolve) => {
    vi.doMock('../../../src/ui/i18n/zh.ts', async (original) => {
      resolve();
      await gate;
      return original();
    });
  });
  const switched = useLanguage('zh');
  await asked;
  expect(shown()).toEqual(ENGLISH);
  release();
  await switched;
  expect(shown()).toEqual(CHINESE);
  vi.doUnmock('../../../src/ui/i18n/zh.ts');
});

it('shows a view that comes while the language is switched in one language as well', async () => {
  const { shown, useLanguage, wordsForView } = await opened();
  await Promise.all([useLanguage('zh'), wordsForView()]);
  expect(shown()).toEqual(CHINESE);
});
