/** The picture of the first view that the build puts into the page. */
import { describe, expect, it } from 'vitest';
import { asPicture } from '../../../src/ui/build/first-paint.ts';

describe('the picture of the first view', () => {
  it('has no landmark, no id, no live region and no stop for the Tab key', () => {
    const markup =
      '<!--[--><main id="main" tabindex="-1" class="a"><h2 id="lessons">x</h2>' +
      '<div class="n" role="status" aria-live="polite"></div></main><!--]-->';
    expect(asPicture(markup)).toBe('<div class="a"><h2>x</h2><div class="n"></div></div>');
  });
});
