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
  saving: (name) => `正在写出 ${name}……`,
  part: (from, to) => `第 ${number(from)} 到 ${number(to)} 个字符`,
  earlier: '前一段',
  later: '后一段',
  showMore: (count) => `显示更多（还有 ${number(count)} 个）`,
  moreZnodes: (count) => `再显示 ${number(count)} 个 znode`,
  cut: (shown, all) => `（共 ${number(all)} 个字符，只显示前 ${number(shown)} 个）`,
  more: (count) => `……还有 ${number(count)} 个`,
};
