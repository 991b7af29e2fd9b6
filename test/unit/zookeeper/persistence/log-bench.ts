/**
 * A server's log on a disk of its own, without network and clock: effects are carried out at once, a
 * sync ends when the test says so. For tests of persistence.
 */
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { Disk, DiskView, FileContent } from '../../../../src/engine/kernel/disk.ts';
import { listFolder, readFile } from '../../../../src/engine/kernel/disk.ts';
import { changeDisk, isDiskEffect } from '../../../../src/engine/kernel/disk-effects.ts';
import {
  createDisk,
  losePower,
  makeFolder,
  markDurable,
} from '../../../../src/engine/kernel/disk-operations.ts';
import { parseQuorumPeerConfig } from '../../../../src/engine/zookeeper/admin/config.ts';
import type { QuorumPeerConfig } from '../../../../src/engine/zookeeper/admin/config-types.ts';
import { applyTxn } from '../../../../src/engine/zookeeper/data/apply-txn.ts';
import type { Database } from '../../../../src/engine/zookeeper/data/database.ts';
import { initialDatabase } from '../../../../src/engine/zookeeper/data/initial-tree.ts';
import { loadDatabase } from '../../../../src/engine/zookeeper/persistence/file-txn-snap-log.ts';
import { openTxnLog } from '../../../../src/engine/zookeeper/persistence/txn-log.ts';
import type { Txn, TxnBody } from '../../../../src/engine/zookeeper/protocol/txn.ts';
import type { Zxid } from '../../../../src/engine/zookeeper/protocol/zxid.ts';
import { NO_METRICS } from '../../../../src/engine/zookeeper/server/metrics.ts';
import { copyState } from '../../../../src/engine/zookeeper/server/state-copies.ts';
import type {
  ServerProcessState,
  ServerTurn,
} from '../../../../src/engine/zookeeper/server/server-state.ts';

export const VERSION_2 = '/data/version-2';

/** A configuration with these extra lines. */
export function configOf(lines = '', disk: DiskView = createDisk(1e12)): QuorumPeerConfig {
  const text = `tickTime=2000\ndataDir=/data\nclientPort=2181\n${lines}`;
  const result = parseQuorumPeerConfig(text, { disk, systemProperties: {} });
  if (!result.ok) throw new Error(result.message);
  return result.config;
}

/** A transaction that creates a node. */
export function createTxn(zxid: Zxid, path: string, data = ''): Txn {
  const acl = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }];
  const body: TxnBody = { type: 'create', path, data, acl, ephemeral: false, parentCVersion: -1 };
  return { header: { clientId: 0x10n, cxid: 1, zxid, time: 1_000, type: 'create' }, body };
}

/** The database after these transactions. */
export function databaseAfter(txns: readonly Txn[]): Database {
  return txns.reduce((db, txn) => applyTxn(db, txn).db, initialDatabase());
}

interface RunningSync {
  readonly path: string;
  readonly content: FileContent | undefined;
  readonly token: string | undefined;
}

/** A process that logs; what it prints is in `printed`. */
export class LogBench {
  readonly config: QuorumPeerConfig;
  disk: Disk;
  state!: ServerProcessState;
  /** Syncs under way, oldest first. */
  syncs: RunningSync[] = [];
  tokens: string[] = [];
  printed = '';
  failures: string[] = [];
  nowMs = 0;

  constructor(lines = '', capacityBytes = 1e12) {
    this.config = configOf(lines);
    this.disk = makeFolder(createDisk(capacityBytes), '/data', 0);
    this.start();
  }

  /** Starts the process anew from what the disk holds. Throws what the server would die of. */
  start(): void {
    const loaded = loadDatabase(this.disk, this.config);
    if (!loaded.ok) throw new Error(loaded.message);
    this.state = {
      config: this.config,
      db: loaded.db,
      disk: { ...openTxnLog(this.config, 7), lastSnapshot: loaded.lastSnapshot },
      metrics: NO_METRICS,
    } as unknown as ServerProcessState;
    this.printed += loaded.log.map((line) => `${line.level} ${line.text}\n`).join('');
    this.run(loaded.effects);
    this.finishSyncs();
  }

  /** One step: what the function asks for is carried out behind it. */
  turn<T>(step: (turn: ServerTurn) => T): T {
    const disk: DiskView = this.disk;
    const env = { nowMs: this.nowMs, wallClockMs: this.nowMs, host: { disk } };
    const turn = {
      state: this.state,
      effects: [] as Effect[],
      env,
      owned: [],
      copy: copyState,
    } as unknown as ServerTurn;
    const result = step(turn);
    this.state = turn.state;
    this.run(turn.effects);
    return result;
  }

  /** All syncs under way end, in order. */
  finishSyncs(count = Infinity): void {
    for (const { path, content, token } of this.syncs.splice(0, count)) {
      if (content !== undefined) this.disk = markDurable(this.disk, path, content);
      if (token !== undefined) this.tokens.push(token);
    }
  }

  /** The power fails: syncs under way never end. */
  losePower(seed: number): void {
    this.syncs = [];
    [this.disk] = losePower(this.disk, 0, seed);
  }

  files(): readonly string[] {
    return listFolder(this.disk, VERSION_2) ?? [];
  }

  private run(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'output') this.printed += effect.text;
      else if (effect.type === 'sync') {
        const { path, token } = effect;
        this.syncs.push({ path, content: readFile(this.disk, path), token });
      } else this.change(effect);
    }
  }

  private change(effect: Effect): void {
    if (!isDiskEffect(effect)) return;
    const result = changeDisk(this.disk, effect, 0);
    if (typeof result !== 'string') this.disk = result;
    else if (effect.type !== 'rename') this.failures.push('path' in effect ? effect.path : '');
  }
}
