/**
 * The ZooKeeper client programs for the shell's registry.
 *
 * Mirrors: bin/zkCli.sh, 3.8.0; `recipe` is the playground's own.
 * Read next: zk-cli/zk-cli.ts.
 */
import type { Behavior } from '../../engine/index.ts';
import { recipe } from './recipes/recipe.ts';
import { runsJava } from './admin/java-home.ts';
import { zkCli } from './zk-cli/zk-cli.ts';

/** Programs by name. */
export const zkCliPrograms: Readonly<Record<string, Behavior>> = {
  'zkCli.sh': runsJava(zkCli) as Behavior,
  recipe: recipe as Behavior,
};
