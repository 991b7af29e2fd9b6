/**
 * A broker's logs on a disk of their own, without network: effects are carried out behind each step, a
 * sync ends at once unless the bench holds it, time passes when a test says so.
 */
import type { Disk } from '../../../../src/engine/kernel/disk.ts';
import { fileLength, listFolder, readFile, readText } from '../../../../src/engine/kernel/disk.ts';
import { changeDisk, isDiskEffect } from '../../../../src/engine/kernel/disk-effects.ts';
import {
  createDisk,
  losePower,
  makeFolder,
  markDurable,
} from '../../../../src/engine/kernel/disk-operations.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import { mapFrom } from '../../../../src/engine/kernel/persistent-map.ts';
import { BROKER_KEYS } from '../../../../src/engine/kafka/config/broker-keys.ts';
import {
  logManagerEvent,
  shutdownLogManager,
  startLogManager,
} from '../../../../src/engine/kafka/log/log-manager.ts';
import type { LogState } from '../../../../src/engine/kafka/log/log-state.ts';
import { NO_LOGS } from '../../../../src/engine/kafka/log/log-state.ts';
import type { AppendOrigin, LogAppendInfo } from '../../../../src/engine/kafka/log/log.ts';
import {
  appendAsLeader,
  getOrCreateLog,
  logOf,
  readLog,
  updateHighWatermark,
} from '../../../../src/engine/kafka/log/log.ts';
import { topicConfigOf } from '../../../../src/engine/kafka/log/topic-config.ts';
import type { RecordBatch } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import type { BatchOptions } from '../../../../src/engine/kafka/protocol/record-size.ts';
import { makeBatch } from '../../../../src/engine/kafka/protocol/record-size.ts';
import { copyBroker } from '../../../../src/engine/kafka/server/broker-changes.ts';
import type {
  BrokerState,
  BrokerTask,
  BrokerTurn,
} from '../../../../src/engine/kafka/server/broker-state.ts';
import type { BrokerConfigValues } from '../../../../src/engine/kafka/server/kafka-config.ts';

export const LOGS = '/logs';
const START_MS = Date.UTC(2026, 10, 30, 16, 38, 51);

type Overrides = Readonly<Record<string, string>>;

export interface BenchOptions {
  readonly broker?: Partial<BrokerConfigValues>;
  readonly topics?: Readonly<Record<string, Overrides>>;
  readonly capacityBytes?: number;
}

export class LogBench {
  disk: Disk;
  state!: BrokerState;
  nowMs = 0;
  tasks: BrokerTask[] = [];
  /** What was carried out in the last step. */
  effects: readonly Effect[] = [];
  /** While true a sync does not end, and what comes behind it waits. */
  isSyncHeld = false;
  private held: Effect[] = [];
  private readonly options: BenchOptions;
  private timerAtMs: number | null = null;
  private pid = 1;

  constructor(options: BenchOptions = {}) {
    this.options = options;
    this.disk = createDisk(options.capacityBytes ?? 1e12);
    for (const folder of ['/app', LOGS]) this.disk = makeFolder(this.disk, folder, 0);
    this.start();
  }

  get wallClockMs(): number {
    return START_MS + this.nowMs;
  }

  /** A new process takes what is on the disk. */
  start(): boolean {
    const defaults = Object.entries(BROKER_KEYS).map(([name, key]) => [name, key.default]);
    const values = { ...Object.fromEntries(defaults), ...this.options.broker };
    this.pid++;
    this.timerAtMs = null;
    this.state = {
      process: { pid: this.pid, seed: 7 },
      config: { release: '2.8.0', values, brokerId: 1, logDir: LOGS },
      lifecycle: { logFolder: '/app', logHours: hoursAt(this.wallClockMs) },
      topicConfigs: mapFrom(Object.entries(this.options.topics ?? {})),
      logs: NO_LOGS,
    } as unknown as BrokerState;
    return this.turn(startLogManager);
  }

  stop(): void {
    this.turn(shutdownLogManager);
  }

  turn<T>(step: (turn: BrokerTurn) => T): T {
    const host = { disk: this.disk, processes: () => [{ pid: this.pid }] };
    const turn = {
      state: this.state,
      effects: [],
      env: { nowMs: this.nowMs, wallClockMs: this.wallClockMs, host },
      owned: [],
      copy: copyBroker,
      tasks: this.tasks,
      appended: new Map(),
    } as unknown as BrokerTurn;
    const result = step(turn);
    this.state = turn.state;
    this.effects = turn.effects;
    for (const effect of turn.effects) this.run(effect);
    return result;
  }

  /** Lets time pass; timers run when they are due. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.timerAtMs !== null && this.timerAtMs <= endMs) {
      this.nowMs = Math.max(this.nowMs, this.timerAtMs);
      this.timerAtMs = null;
      this.turn((turn) => logManagerEvent(turn, { type: 'timer', name: 'log:tasks' }));
    }
    this.nowMs = endMs;
  }

  losePower(seed: number): void {
    this.timerAtMs = null;
    [this.disk] = losePower(this.disk, this.nowMs, seed);
  }

  create(topic: string, partition = 0): LogState {
    const overrides = this.options.topics?.[topic] ?? {};
    const config = topicConfigOf(this.state.config, overrides);
    return this.turn((turn) => getOrCreateLog(turn, topic, partition, config));
  }

  log(topic: string, partition = 0): LogState {
    return logOf(this.state, topic, partition)!;
  }

  /** Appends as the leader of epoch 0, and the high watermark follows. */
  append(
    topic: string,
    batch: RecordBatch,
    options: { readonly leaderEpoch?: number; readonly origin?: AppendOrigin } = {},
  ): LogAppendInfo {
    return this.turn((turn) => {
      const { leaderEpoch = 0, origin = 'client' } = options;
      const info = appendAsLeader(turn, this.log(topic), [batch], { leaderEpoch, origin });
      const log = logOf(turn.state, topic, 0)!;
      updateHighWatermark(turn, log, log.logEndOffset);
      return info;
    });
  }

  /** One record `key:value` of this moment. */
  send(topic: string, text: string, options: BatchOptions = {}): LogAppendInfo {
    return this.append(topic, this.batch([text], options));
  }

  batch(texts: readonly string[], options: BatchOptions = {}): RecordBatch {
    const timestamp = this.wallClockMs;
    const records = texts.map((text) => {
      const [key, value] = text.includes(':') ? text.split(':') : [null, text];
      return { timestamp, key: key!, value: value! };
    });
    return makeBatch(records, options);
  }

  /** What a reader gets from an offset on. */
  read(topic: string, startOffset: number, range: Partial<Parameters<typeof readLog>[2]> = {}) {
    const log = this.log(topic);
    return this.turn((turn) =>
      readLog(turn, log, {
        startOffset,
        maxBytes: 1e6,
        maxOffset: log.highWatermark,
        minOneMessage: true,
        isReadCommitted: false,
        ...range,
      }),
    );
  }

  /** `name length`, as `stat -c "%n %s"` prints a folder. */
  files(folder: string): readonly string[] {
    return (listFolder(this.disk, `${LOGS}/${folder}`) ?? []).map((name) => {
      const content = readFile(this.disk, `${LOGS}/${folder}/${name}`);
      return `${name} ${content === undefined ? 'folder' : fileLength(content)}`;
    });
  }

  text(path: string): string | undefined {
    return readText(this.disk, `${LOGS}/${path}`);
  }

  /** Lines of one of the broker's logs, without time, that hold a text. */
  lines(part = '', file = 'server'): readonly string[] {
    const text = readText(this.disk, `/app/${file}.log`) ?? '';
    return text
      .split('\n')
      .filter((line) => line.includes(part) && line !== '')
      .map((line) => line.replace(/^\[[^\]]*\] /, ''));
  }

  /** Syncs end again, and what waited for them is carried out. */
  release(): void {
    this.isSyncHeld = false;
    for (const effect of this.held.splice(0)) this.run(effect);
  }

  private run(effect: Effect): void {
    if (this.isSyncHeld && (effect.type === 'sync' || this.held.length > 0)) {
      this.held.push(effect);
      return;
    }
    if (effect.type === 'sync') {
      const content = readFile(this.disk, effect.path);
      if (content !== undefined) this.disk = markDurable(this.disk, effect.path, content);
      const { token } = effect;
      if (token !== undefined) {
        this.turn((turn) => logManagerEvent(turn, { type: 'disk.synced', token }));
      }
    } else if (effect.type === 'setTimer') this.timerAtMs = this.nowMs + effect.delayMs;
    else if (effect.type === 'cancelTimer') this.timerAtMs = null;
    else this.change(effect);
  }

  private change(effect: Effect): void {
    if (!isDiskEffect(effect)) return;
    const result = changeDisk(this.disk, effect, this.nowMs);
    if (typeof result !== 'string') this.disk = result;
    else if ('path' in effect) {
      const { path } = effect;
      this.turn((turn) => logManagerEvent(turn, { type: 'disk.failed', path, reason: result }));
    } else throw new Error(`${effect.type}: ${result}`);
  }
}

function hoursAt(wallClockMs: number) {
  const hour = Math.floor(wallClockMs / 3_600_000);
  return {
    server: hour,
    controller: hour,
    'state-change': hour,
    'log-cleaner': hour,
    request: hour,
  };
}
