/**
 * `stat`: what the disk knows of a file.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: everything belongs to root, all files are regular; inodes, devices and links are not simulated.
 */
import type { DiskEntry } from '../../engine/index.ts';
import { entryAt, fileLength } from '../../engine/index.ts';
import { formatTime } from '../program/clock.ts';
import { readOptions } from '../program/options.ts';
import type { Program } from '../program/program.ts';
import { unescapeText } from '../program/printf.ts';

/** Bytes of a folder, as file systems give it. */
const FOLDER_BYTES = 4096;

export const stat: Program<object> = {
  name: 'stat',
  summary: 'Prints what is known of files.',
  synopsis: '[-c FORMAT] FILE...',
  start(call) {
    const long = { format: 'c', printf: 'p', dereference: 'L', terse: 't' };
    const options = readOptions(call, { short: 'c:p:Lt', long });
    if (options === undefined) return 1;
    if (options.operands.length === 0) {
      call.complain('missing operand');
      call.err("Try 'stat --help' for more information.\n");
      return 1;
    }
    const format = options.value('c');
    const printed = options.value('p');
    const startMs = call.env.wallClockMs - call.env.nowMs;
    let status = 0;
    for (const operand of options.operands) {
      const entry = entryAt(call.disk, call.path(operand));
      const show = (text: string): string =>
        entry === undefined ? '' : formatted(text, operand, entry, startMs);
      if (entry === undefined) {
        call.complain(`cannot statx '${operand}': No such file or directory`);
        status = 1;
      } else if (printed !== undefined) call.out(unescapeText(show(printed)).text);
      else if (format !== undefined) call.out(`${show(format)}\n`);
      else call.out(described(operand, entry, startMs));
    }
    return status;
  },
};

function sizeOf(entry: DiskEntry): number {
  return entry.kind === 'folder' ? FOLDER_BYTES : fileLength(entry.content);
}

function kindOf(entry: DiskEntry): string {
  if (entry.kind === 'folder') return 'directory';
  return sizeOf(entry) === 0 ? 'regular empty file' : 'regular file';
}

/** 512-byte blocks of what is really there. */
function blocksOf(entry: DiskEntry): number {
  return 8 * Math.ceil((entry.kind === 'folder' ? FOLDER_BYTES : entry.content.bytes) / 4096);
}

function modeOf(entry: DiskEntry): readonly [octal: string, letters: string] {
  return entry.kind === 'folder' ? ['755', 'drwxr-xr-x'] : ['644', '-rw-r--r--'];
}

/** What stands for a percent sign and a letter; what is unknown is a question mark. */
function formatted(format: string, name: string, entry: DiskEntry, startMs: number): string {
  const [octal, letters] = modeOf(entry);
  return format.replace(/%([a-zA-Z%])/g, (_text, letter: string) => {
    switch (letter) {
      case '%':
        return '%';
      case 'a':
        return octal;
      case 'A':
        return letters;
      case 'b':
        return String(blocksOf(entry));
      case 'B':
        return '512';
      case 'F':
        return kindOf(entry);
      case 'g':
      case 'u':
        return '0';
      case 'G':
      case 'U':
        return 'root';
      case 'n':
        return name;
      case 'N':
        return `'${name}'`;
      case 'o':
        return '4096';
      case 's':
        return String(sizeOf(entry));
      case 'x':
      case 'y':
      case 'z':
        return timeOf(entry, startMs);
      case 'X':
      case 'Y':
      case 'Z':
        return String(Math.floor((startMs + entry.modifiedAtMs) / 1000));
      default:
        return '?';
    }
  });
}

/** `startMs`: the wall clock at the beginning of the world. */
function timeOf({ modifiedAtMs }: DiskEntry, startMs: number): string {
  return formatTime(Math.floor(startMs + modifiedAtMs), '%F %T.%N %z');
}

function described(name: string, entry: DiskEntry, startMs: number): string {
  const [octal, letters] = modeOf(entry);
  const pad = (text: string | number, width: number): string => String(text).padEnd(width);
  const time = timeOf(entry, startMs);
  return (
    `  File: ${name}\n` +
    `  Size: ${pad(sizeOf(entry), 10)}\tBlocks: ${pad(blocksOf(entry), 10)} IO Block: 4096   ${kindOf(entry)}\n` +
    `Access: (0${octal}/${letters})  Uid: (    0/    root)   Gid: (    0/    root)\n` +
    `Access: ${time}\nModify: ${time}\nChange: ${time}\n Birth: -\n`
  );
}
