/** Chinese words of the page's bounds (`app/bounds.ts`): what is too much, and what can be done. */
import type { boundsEn } from './bounds.en.ts';

const number = (value: number) => value.toLocaleString('zh-CN');

export const boundsZh: typeof boundsEn = {
  stop: '停止',
  pasting: (done, all) => `正在粘贴：第 ${number(done)} 行，共 ${number(all)} 行，按 Ctrl-C 停止`,
  pasteStopped: (done, all) => `粘贴已停止：共 ${number(all)} 行，已输入 ${number(done)} 行。`,
  line: (most) => `一行最多 ${number(most)} 个字符。这次没有添加任何内容。`,
  paste: (length, most, lines) =>
    `内容有 ${number(length)} 个字符。一次最多粘贴 ${number(most)} 个字符或 ${number(lines)} 行，所以什么也没有输入。`,
  terminals: (most) => `已经打开了 ${most} 个终端，不能再多了。请先关闭一个。`,
};
