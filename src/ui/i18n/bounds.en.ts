/** English words of the page's bounds (`app/bounds.ts`): what is too much, and what can be done. */
import * as bounds from '../app/bounds.ts';
import { number } from './number.ts';

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
  short: (most: number) => `Only ${number(most)} characters have room here.`,
  noName: 'A name is needed to find it again.',
  file: (most: number) => `the file has more than ${number(most / 1_000_000)} MB`,
  script: (line: number, what: string) => `Line ${number(line)}: ${what}`,
  scriptFlaw: {
    characters: `a script can have ${number(bounds.SCRIPT_CHARACTERS)} characters at most.`,
    steps: `a script can have ${number(bounds.SCRIPT_STEPS)} steps at most.`,
    line: `what is typed can have ${number(bounds.LINE_CHARACTERS)} characters at most.`,
    wait: 'a step can wait for 24 hours at most.',
    slow: `something can be slowed down by ${number(bounds.STEP_SLOW_MS)} ms at most.`,
  },
  build: {
    seed: 'The seed has to be a whole number from 0 to 4,294,967,295.',
    latency: 'The latency has to be two numbers from 0 to 60,000, the smaller one first.',
    sync: 'The sync of the disk has to be two numbers from 0 to 60,000, the smaller one first.',
    field: `zoo.cfg lines and system properties can have ${number(bounds.FIELD_CHARACTERS)} characters a field at most.`,
    fieldLine: `One line of zoo.cfg or of the system properties can have ${number(bounds.FIELD_LINE_CHARACTERS)} characters at most.`,
  },
};
