/** Chinese words for what happened: events as sentences, causes, and two runs side by side. */
import type { storyEn } from './story.en.ts';

type Widened<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Widened<T[K]>;
};

export const storyZh: Widened<typeof storyEn> = {
  event: {
    you: (verb) => `你的操作：${verb}`,
    typed: (host, text) => `你在 ${host} 上输入了“${text}”`,
    received: (host, message, from) =>
      from === '' ? `${host} 收到 ${message}` : `${host} 收到 ${from} 发来的 ${message}`,
    timer: (host, name) => `${host} 的等待“${name}”到时`,
    opened: (host, peer) => `${host} 与 ${peer} 建立了连接`,
    refused: (host, peer) => `${host} 未能连上 ${peer}`,
    closed: (host, why) => `${host} 失去一个连接（${why}）`,
    listenFailed: (host, port) => `${host} 无法监听端口 ${port}`,
    synced: (host) => `${host} 的磁盘已把交给它的内容写好`,
    diskFailed: (host) => `${host} 的磁盘出错`,
    stdin: (program, host, text) => `${host} 上的 ${program} 读到“${text}”`,
    stdinEnd: (program, host) => `${host} 上的 ${program} 读到输入结束`,
    signal: (program, host, signal) => `${host} 上的 ${program} 收到信号 ${signal}`,
    started: (program, host) => `${program} 在 ${host} 上启动`,
    spawned: (program, host) => `${host} 上的 ${program} 启动了另一个程序`,
    exited: (program, host) => `${host} 上的 ${program} 得知一个程序结束`,
    output: (program, host) => `${host} 上的 ${program} 收到某个程序的输出`,
    other: (host, name) => `${host}：${name}`,
  },
  why: {
    lineHint: '为什么？（在终端中按 Alt+W：选中的或最后一行）',
    short: '为什么？',
    writtenBy: (time) => `这个值在 ${time} 来到这里：`,
    madeBy: (time) => `这个 znode 在 ${time} 创建于此：`,
    fromBefore: '它早于所保留的历史。',
    askValue: '为什么是这个值？',
    askZnode: '它为什么在这里？',
    first: '一切由此开始。',
  },
  compare: {
    open: '比较…',
    title: '并排比较两次运行',
    other: '与之比较',
    rename: '本次运行的名称',
    switchTo: '转到这次运行',
    commonPast: (events, time) => `共同的过去：${events} 个事件，到 ${time} 为止。`,
    noDifference: '到目前为止两次运行完全相同。',
    firstDifference: '在这里分道扬镳',
    nothingMore: '这次运行到此为止',
    outcome: '结果如何',
    at: '时刻',
    ended: (time) => `这次运行只看到 ${time}`,
    runOn: '让两边再运行 10 秒',
    lane: '主机',
    same: '此刻没有主机不同。',
    onlyDifferent: '只看不同之处',
    znodes: '不同的 znode',
    znodesSame: '两棵树相同。',
    sessions: '不同的会话',
    sessionsSame: '会话相同。',
    absent: '不存在',
    present: '存活',
    empty: '空',
    more: (count) => `另有 ${count} 项`,
    off: '断电',
    stopped: '已停止',
    nothing: '没有程序在运行',
  },
};
