/**
 * `df` and `du`.
 *
 * Mirrors: GNU coreutils 9.1.
 * Departs: a host has one disk; a folder takes 4096 bytes; what is available is the room for text,
 * less than what ZooKeeper's records could use.
 */
import { freeTextBytes, mapEntries } from '../../engine/index.ts';
import { readOptions } from '../program/options.ts';
import type { Program } from '../program/program.ts';
import { humanSize } from '../program/sizes.ts';

export const df: Program<object> = {
  name: 'df',
  summary: 'Prints how full the disk is.',
  synopsis: '[-h]',
  start(call) {
    const options = readOptions(call, { short: 'hkmTi', long: { 'human-readable': 'h' } });
    if (options === undefined) return 1;
    const { usedBytes, capacityBytes } = call.disk;
    const show = (bytes: number): string =>
      options.has('h') ? humanSize(bytes) : String(Math.ceil(bytes / 1024));
    const freeBytes = freeTextBytes(call.disk);
    const percent = `${Math.ceil((100 * usedBytes) / (usedBytes + freeBytes))}%`;
    const size = options.has('h') ? ' Size' : '1K-blocks';
    call.out(`Filesystem     ${size.padStart(9)}     Used Available Use% Mounted on\n`);
    call.out(
      `/dev/vda1      ${show(capacityBytes).padStart(9)} ${show(usedBytes).padStart(8)} ${show(freeBytes).padStart(9)} ${percent.padStart(4)} /\n`,
    );
    return 0;
  },
};

export const du: Program<object> = {
  name: 'du',
  summary: 'Prints how much room files take.',
  synopsis: '[-sh] [FILE]...',
  start(call) {
    const options = readOptions(call, {
      short: 'shabckmd:',
      long: { 'human-readable': 'h', summarize: 's', 'max-depth': 'd' },
    });
    if (options === undefined) return 1;
    let status = 0;
    for (const operand of options.operands.length === 0 ? ['.'] : options.operands) {
      const root = call.path(operand);
      const entries = [...mapEntries(call.disk.entries)].filter(
        ([path]) => path === root || path.startsWith(root === '/' ? '/' : `${root}/`),
      );
      if (entries.length === 0) {
        call.complain(`cannot access '${operand}': No such file or directory`);
        status = 1;
        continue;
      }
      const sizeOf = (folder: string): number =>
        entries
          .filter(
            ([path]) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`),
          )
          .reduce(
            (sum, [, entry]) =>
              sum + (entry.kind === 'folder' ? 4096 : Math.ceil(entry.content.bytes / 4096) * 4096),
            0,
          );
      const folders = entries
        .filter(([path, entry]) => path === root || entry.kind === 'folder')
        .map(([path]) => path)
        .sort()
        .reverse();
      const depth = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
      for (const folder of folders) {
        const inside = folder.slice(root === '/' ? 0 : root.length);
        if (inside.split('/').length - 1 > depth) continue;
        const bytes = sizeOf(folder);
        call.out(
          `${options.has('h') ? humanSize(bytes) : bytes / 1024}\t${operand === '/' ? folder : operand + inside}\n`,
        );
      }
    }
    return status;
  },
};
