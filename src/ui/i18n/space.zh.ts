/** Chinese words of the space-time diagram and of the stage's legend. */
import type { legendEn, spaceEn } from './space.en.ts';

export const spaceZh: typeof spaceEn = {
  title: '时空图：每台主机一条线，时间自上而下',
  nothing: '还没有消息。',
  nothingFits: '没有符合筛选条件的消息。',
  filter: '筛选',
  filterHint: 'path:/app node:zk1 ……',
  clear: '清除筛选',
  saved: '时空图已复制为 Mermaid 文本。',
  exportSvg: '存为 SVG',
  exportMermaid: '复制为 Mermaid',
  messages: (shown, all) => `${all} 条消息中的 ${shown} 条`,
  cone: (past, future) => `起因 ${past} 个事件，后果 ${future} 个`,
  moments: '显示主机内部发生的事',
  help: '如何筛选和移动',
  facets: {
    node: '某台主机收发的消息',
    kind: '按消息的名称',
  },
  rules:
    '同名条件写两次表示“任一即可”；不同的条件须全部满足。单独的词会在所有内容里查找，前面加减号表示排除。',
  keys: '↑ ↓ 在事件之间移动，← 到起因，→ 到后果，+ − 0 缩放。按住 Ctrl 滚动滚轮或用两指也能缩放。',
  onItsWay: (label, from, to) => `${label} 在途中，${from} → ${to}`,
  held: (label, from, to) => `${label} 被拦下，${from} → ${to}`,
};

export const legendZh: typeof legendEn = {
  title: '图例',
  nodes: '卡片上',
  exited: '已停止',
  paused: '已暂停',
  shapes: '消息的形状：它的种类',
  held: '被切断的网络拦下',
  colours: '消息的颜色：谁发出的',
  lines: '连接',
  wires: { open: '已建立', dialling: '正在建立', cut: '已切断' },
};
