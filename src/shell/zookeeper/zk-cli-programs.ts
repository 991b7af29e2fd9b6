/**
 * The ZooKeeper client programs for the shell's registry.
 *
 * Mirrors: bin/zkCli.sh, 3.8.0.
 * Read next: zk-cli/zk-cli.ts.
 */
import type { Behavior } from '../../engine/index.ts';
import { zkCli } from './zk-cli/zk-cli.ts';

/** Programs by name. */
export const zkCliPrograms: Readonly<Record<string, Behavior>> = {
  'zkCli.sh': zkCli as Behavior,
};
