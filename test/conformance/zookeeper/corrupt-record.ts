/** Damages one record of a transaction log, as a failing disk would. */
import type { Chunk } from '../../../src/engine/index.ts';
import { readChunks } from '../../../src/engine/index.ts';
import type { ZooKeeperWorld } from './servers.ts';
import { host } from './servers.ts';

/** What this needs to know of an entry; see src/engine/zookeeper/persistence/txn-log-file.ts. */
interface CreateEntry {
  readonly txn?: { readonly body?: { readonly path?: string; readonly data?: string | null } };
}

/** Flips a byte in the value that `create` gave a node: its first letter becomes an X. */
export function corruptCreate(world: ZooKeeperWorld, path: string, log: string): void {
  const file = `/data/server/zk1/data/version-2/${log}`;
  const { disk } = world.timeline.world.hosts.get(host)!;
  let isDone = false;
  const chunks = (readChunks(disk, file) ?? []).map((chunk): Chunk => {
    if (typeof chunk === 'string') return chunk;
    const { txn } = chunk as CreateEntry;
    if (txn?.body?.path !== path || typeof txn.body.data !== 'string') return chunk;
    isDone = true;
    const body = { ...txn.body, data: `X${txn.body.data.slice(1)}` };
    return { ...chunk, txn: { ...txn, body }, isCorrupt: true } as Chunk;
  });
  if (!isDone) throw new Error(`${file} has no record that creates ${path}`);
  world.act({ type: 'operator.writeFile', host, path: file, chunks });
}
