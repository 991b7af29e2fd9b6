/** English words of the page's bounds (`app/bounds.ts`): what is too much, and what can be done. */
const number = (value: number) => value.toLocaleString('en');

export const boundsEn = {
  stop: 'Stop',
  pasting: (done: number, all: number) =>
    `Pasting: ${number(done)} of ${number(all)} lines, Ctrl-C stops it`,
  pasteStopped: (done: number, all: number) =>
    `Pasting was stopped behind ${number(done)} of ${number(all)} lines.`,
  line: (most: number) =>
    `A line can have ${number(most)} characters at most. Nothing was added to it.`,
  paste: (length: number, most: number, lines: number) =>
    `That is ${number(length)} characters. ${number(most)} of them, or ${number(lines)} lines, can be pasted at once: nothing was typed.`,
  terminals: (most: number) =>
    `${most} terminals are open, and that is as many as can be. Close one first.`,
};
