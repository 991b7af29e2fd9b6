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
  saving: (name: string) => `${name} is being written …`,
  part: (from: number, to: number) => `Characters ${number(from)} to ${number(to)}`,
  earlier: 'Earlier',
  later: 'Later',
  showMore: (count: number) => `Show more (${number(count)} are left)`,
  moreZnodes: (count: number) => `Show ${number(count)} more znodes`,
  cut: (shown: number, all: number) =>
    `(the first ${number(shown)} of ${number(all)} characters are shown)`,
  more: (count: number) => `… and ${number(count)} more`,
};
