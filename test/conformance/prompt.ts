/** Takes what a client printed apart at its last prompt. */
import type { Observed } from './compare.ts';

/** Output before the last prompt, the prompt, and what came after it. */
export function splitAtPrompt(text: string, prompts: RegExp): Observed {
  const last = [...text.matchAll(prompts)].at(-1);
  if (last === undefined) return { output: text };
  return {
    output: text.slice(0, last.index),
    promptAfter: last[0],
    asyncAfterPrompt: text.slice(last.index + last[0].length),
  };
}

/** Column at which typing begins, behind the last prompt of the text. */
export function columnAfter(prompt: string): number {
  return prompt.length - (prompt.lastIndexOf('\n') + 1);
}
