/**
 * Lines that would grow or run without end, typed into the page: it goes on answering, Ctrl-C gives a
 * prompt, and the next line is carried out.
 */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  focusTerminal,
  openSandbox,
  terminalText,
  typeLine,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

const BOMBS: readonly (readonly [title: string, ...lines: string[]])[] = [
  ['a text that doubles', 'x=0123456789; while :; do x=$x$x; done'],
  ['an array that grows', 'while :; do a+=(0123456789012345678901234567890123456789); done'],
  ['a file that doubles', 'echo hi > f; while cat f f > g; do mv g f; done'],
  ['a file into itself', 'cat f >> f'],
  ['a substitution in itself', 'f() { x=$(f); }; f'],
  ['a function in itself', 'f() { f; }; f'],
  ['wide printing', 'printf %999999999s x'],
  ['braces without end', 'for i in {1..100000000}; do echo $i; done'],
  ['numbers without end', 'seq 1 1000000000'],
  ['yes', 'yes'],
  ['yes into a file', 'yes > y'],
  ['yes that nobody reads', 'yes | sleep 1000'],
  ['loops that do nothing', 'while :; do :; done'],
  ['arithmetic loops', 'for ((;;)); do let x++; done'],
  ['loops of commands', 'while :; do ls /; done'],
  ['awk that doubles', `awk 'BEGIN { s = "aaaaaaaa"; while (1) s = s s }'`],
  ['a fork bomb', ':(){ :|:& };:'],
];

/** Frames that the page has drawn since this was called first. */
async function framesDrawn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const counting = window as unknown as { drawnFrames?: number };
    if (counting.drawnFrames === undefined) {
      counting.drawnFrames = 0;
      const count = (): void => {
        counting.drawnFrames!++;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    }
    return counting.drawnFrames;
  });
}

test('no bomb takes the page with it', { timeout: 600_000 }, async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  for (const [number, [title, line]] of BOMBS.entries()) {
    const before = await framesDrawn(page);
    await typeLine(page, line!);
    await expect.poll(() => framesDrawn(page), PATIENCE).toBeGreaterThan(before + 20);
    await focusTerminal(page);
    await page.keyboard.press('Control+c');
    // What follows Ctrl-C at once may still be read by a program that ends: type until it answers.
    const answer = new RegExp(`^alive ${number}$`, 'm');
    await expect
      .poll(
        async () => {
          await typeLine(page, `clear; echo alive ${number}`);
          await page.waitForTimeout(500);
          return terminalText(page);
        },
        { ...PATIENCE, message: title },
      )
      .toMatch(answer);
  }
  expectNoProblems();
  await close();
});
