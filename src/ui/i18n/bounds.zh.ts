/** Chinese words of the page's bounds (`app/bounds.ts`): what is too much, and what can be done. */
import * as bounds from '../app/bounds.ts';
import type { boundsEn } from './bounds.en.ts';
import { number } from './number.ts';

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
  short: (most) => `这里最多容纳 ${number(most)} 个字符。`,
  noName: '需要一个名称，以便以后找到它。',
  file: (most) => `文件超过 ${number(most / 1_000_000)} MB`,
  script: (line, what) => `第 ${number(line)} 行：${what}`,
  scriptFlaw: {
    characters: `脚本最多 ${number(bounds.SCRIPT_CHARACTERS)} 个字符。`,
    steps: `脚本最多 ${number(bounds.SCRIPT_STEPS)} 步。`,
    line: `一次输入的内容最多 ${number(bounds.LINE_CHARACTERS)} 个字符。`,
    wait: '一步最多等待 24 小时。',
    slow: `最多放慢 ${number(bounds.STEP_SLOW_MS)} 毫秒。`,
  },
  build: {
    seed: '种子必须是 0 到 4,294,967,295 之间的整数。',
    latency: '延迟必须是 0 到 60,000 之间的两个数，小的在前。',
    sync: '磁盘同步时间必须是 0 到 60,000 之间的两个数，小的在前。',
    field: `zoo.cfg 的配置行和系统属性，每一栏最多 ${number(bounds.FIELD_CHARACTERS)} 个字符。`,
    fieldLine: `zoo.cfg 或系统属性的一行最多 ${number(bounds.FIELD_LINE_CHARACTERS)} 个字符。`,
  },
};
