/**
 * Says in what two snapshots differ: what zkSnapshotComparer.sh does, as a function of the disk and of
 * the lines typed so far.
 *
 * Mirrors: SnapshotComparer, 3.8.0; commons-cli's complaints.
 * Departs: reading takes no time, and says so.
 * Read next: snapshot-formatter.ts.
 */
import { javaInt } from '../../java/integers.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt } from '../../kernel/disk.ts';
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { DataTree } from '../data/database.ts';
import { readSnapshot } from '../persistence/snapshot-file.ts';
import { DataFileError } from '../persistence/txn-log-file.ts';
import { absolutePath } from './config-parsing.ts';
import type { ToolResult } from './tool-result.ts';

const USAGE = `usage: java -cp <classPath> org.apache.zookeeper.server.SnapshotComparer
 -b,--bytes <BYTETHRESHOLD>   (Required) The node data delta size threshold, in bytes, for printing the node.
 -d,--debug                   Use debug output.
 -i,--interactive             Enter interactive mode.
 -l,--left <LEFT>             (Required) The left snapshot file.
 -n,--nodes <NODETHRESHOLD>   (Required) The descendant node delta size threshold, in nodes, for printing the node.
 -r,--right <RIGHT>           (Required) The right snapshot file.
`;

const MENU =
  '- Press enter to move to print current depth layer;\n' +
  '- Type a number to jump to and print all nodes at a given depth;\n' +
  "- Enter an ABSOLUTE path to print the immediate subtree of a node. Path must start with '/'.\n";

const LONG: Readonly<Record<string, string>> = {
  bytes: 'b',
  debug: 'd',
  interactive: 'i',
  left: 'l',
  nodes: 'n',
  right: 'r',
};
const REQUIRED = ['l', 'r', 'b', 'n'];

/** A node as it is compared: its data, and what is below it. */
interface TreeNode {
  readonly label: string;
  readonly children: readonly TreeNode[];
  readonly descendantSize: number;
  readonly descendantCount: number;
}

interface TreeInfo {
  readonly root: TreeNode;
  readonly count: number;
  readonly nodesAtDepths: readonly (readonly TreeNode[])[];
  readonly nodesByName: ReadonlyMap<string, TreeNode>;
}

interface Thresholds {
  readonly bytes: number;
  readonly nodes: number;
  /** Nodes that differ less are told of too. */
  readonly tellsFiltered: boolean;
  readonly isDebugging: boolean;
}

/** A Java exception that ends the tool. */
class Failure extends Error {}

/** Runs it. */
export function compareSnapshots(
  disk: DiskView,
  cwd: string,
  words: readonly string[],
  lines: readonly string[] = [],
): ToolResult {
  const options = parseOptions(words);
  if (typeof options === 'string') return done(2, USAGE, `${options}\n`);
  const out: string[] = [];
  const say = (text: string): void => void out.push(`${text}\n`);
  try {
    const left = options.get('l')!;
    const right = options.get('r')!;
    const thresholds: Thresholds = {
      bytes: parseInt32(options.get('b')!),
      nodes: parseInt32(options.get('n')!),
      tellsFiltered: options.has('d') || options.has('i'),
      isDebugging: options.has('d'),
    };
    say('Successfully parsed options!');
    const trees = [readTree(disk, cwd, left, say), readTree(disk, cwd, right, say)] as const;
    for (const tree of trees) say(summary(tree));
    const comparison = new Comparison(trees, thresholds, say);
    if (!options.has('i')) comparison.compareAll();
    else if (!comparison.interact(lines))
      return { ...done(0, out.join(''), ''), needsAnswer: true };
    say('All layers compared.');
    return done(0, out.join(''), '');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return done(1, out.join(''), `Exception in thread "main" ${error.message}\n`);
  }
}

class Comparison {
  readonly #left: TreeInfo;
  readonly #right: TreeInfo;
  readonly #thresholds: Thresholds;
  readonly #say: (text: string) => void;
  readonly #maxDepth: number;

  constructor(
    [left, right]: readonly [TreeInfo, TreeInfo],
    thresholds: Thresholds,
    say: (text: string) => void,
  ) {
    this.#left = left;
    this.#right = right;
    this.#thresholds = thresholds;
    this.#say = say;
    this.#maxDepth = Math.max(left.nodesAtDepths.length, right.nodesAtDepths.length);
  }

  compareAll(): void {
    this.#sayThresholds();
    for (let depth = 0; depth < this.#maxDepth; depth++) this.#compareDepth(depth);
  }

  /** False: one more line is needed. */
  interact(lines: readonly string[]): boolean {
    let at = 0;
    let depth = 0;
    while (depth < this.#maxDepth) {
      this.#say(`Current depth is ${depth}\n${MENU.trimEnd()}`);
      const line = lines[at++];
      if (line === undefined) return false;
      this.#sayThresholds();
      if (line === '') this.#compareDepth(depth++);
      else if (line.startsWith('/')) this.#compareSubtree(line);
      else if (javaInt(line) === null) {
        this.#say(
          `Input ${line} is not valid. Depth must be in range [0, ${this.#maxDepth - 1}]. ` +
            "Path must be an absolute path which starts with '/'.",
        );
      } else if (Number(line) < 0 || Number(line) >= this.#maxDepth) {
        this.#say(`Depth must be in range [0, ${this.#maxDepth - 1}]`);
        continue;
      } else {
        depth = Number(line);
        this.#compareDepth(depth);
      }
      this.#say('');
    }
    return true;
  }

  #sayThresholds(): void {
    const { bytes, nodes } = this.#thresholds;
    this.#say(
      `Printing analysis for nodes difference larger than ${bytes} bytes or node count ` +
        `difference larger than ${nodes}.`,
    );
  }

  #compareDepth(depth: number): void {
    this.#say(`Analysis for depth ${depth}`);
    const nodesOf = ({ nodesAtDepths }: TreeInfo): readonly TreeNode[] =>
      nodesAtDepths[depth] ?? [];
    this.#compareNodes(nodesOf(this.#left), nodesOf(this.#right));
  }

  #compareSubtree(path: string): void {
    this.#say(`Analysis for node ${path}`);
    const left = this.#left.nodesByName.get(path);
    const right = this.#right.nodesByName.get(path);
    if (left === undefined && right === undefined) {
      this.#say(`Path ${path} is neither found in left tree nor right tree.`);
    } else this.#compareNodes(left?.children ?? [], right?.children ?? []);
  }

  #compareNodes(lefts: readonly TreeNode[], rights: readonly TreeNode[]): void {
    const { isDebugging } = this.#thresholds;
    const debug = (text: string): void => void (isDebugging && this.#say(text));
    const [left, right] = [sorted(lefts), sorted(rights)];
    let [i, k] = [0, 0];
    while (i < left.length || k < right.length) {
      const [a, b] = [left[i], right[k]];
      if (a === undefined) {
        this.#tellOnly('right', b!);
        k++;
        continue;
      }
      if (b === undefined) {
        this.#tellOnly('left', a);
        i++;
        continue;
      }
      debug(`Comparing ${a.label} to ${b.label}`);
      if (a.label === b.label) {
        debug('same');
        this.#tellBoth(a, b);
        i++;
        k++;
      } else if (a.label < b.label) {
        debug('left is less');
        this.#tellOnly('left', a);
        i++;
      } else {
        debug('right is less');
        this.#tellOnly('right', b);
        k++;
      }
    }
  }

  #tellOnly(side: 'left' | 'right', node: TreeNode): void {
    const { label, descendantSize, descendantCount } = node;
    const { bytes, nodes, tellsFiltered } = this.#thresholds;
    if (descendantSize > bytes || descendantCount > nodes) {
      this.#say(
        `Node ${label} found only in ${side} tree. Descendant size: ${descendantSize}. ` +
          `Descendant count: ${descendantCount}`,
      );
    } else if (tellsFiltered) {
      this.#say(`Filtered ${side} node ${label} of size ${descendantSize}`);
    }
  }

  #tellBoth(left: TreeNode, right: TreeNode): void {
    const { bytes, nodes, tellsFiltered } = this.#thresholds;
    const size = right.descendantSize - left.descendantSize;
    const count = right.descendantCount - left.descendantCount;
    if (Math.abs(size) > bytes || Math.abs(count) > nodes) {
      const delta = `Delta: ${size} bytes, ${count} descendants`;
      this.#say(`Node ${left.label} found in both trees. ${delta}`);
    } else if (tellsFiltered) {
      this.#say(
        `Filtered node ${left.label} of left size ${left.descendantSize}, right size ` +
          String(right.descendantSize),
      );
    }
  }
}

function sorted(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return [...nodes].sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

function readTree(
  disk: DiskView,
  cwd: string,
  file: string,
  say: (text: string) => void,
): TreeInfo {
  const path = absolutePath(file, cwd);
  const kind = file === '' ? undefined : entryAt(disk, path)?.kind;
  if (kind !== 'file') {
    const cause = kind === undefined ? 'No such file or directory' : 'Is a directory';
    throw new Failure(`java.io.FileNotFoundException: ${file} (${cause})`);
  }
  try {
    const { tree } = readSnapshot(disk, path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    say(`Deserialized snapshot in ${name} in 0.000000 seconds`);
    say('Processed data tree in 0.000000 seconds');
    return treeInfo(tree);
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const { exception, message } = error;
    throw new Failure(message === '' ? exception : `${exception}: ${message}`);
  }
}

function treeInfo({ nodes }: DataTree): TreeInfo {
  const nodesAtDepths: TreeNode[][] = [];
  const nodesByName = new Map<string, TreeNode>();
  const grow = (label: string, depth: number): TreeNode => {
    const { children: names, dataLength } = mapGet(nodes, label === '' ? '/' : label)!;
    const children = [...mapKeys(names)].map((name) => grow(`${label}/${name}`, depth + 1));
    const sum = (of: (child: TreeNode) => number): number =>
      children.reduce((total, child) => total + of(child), 0);
    const node: TreeNode = {
      label,
      children,
      descendantSize: sum((child) => child.descendantSize) + dataLength,
      descendantCount: sum((child) => child.descendantCount) + children.length,
    };
    (nodesAtDepths[depth] ??= []).push(node);
    nodesByName.set(label, node);
    return node;
  };
  const root = grow('', 0);
  return { root, count: nodesByName.size, nodesAtDepths, nodesByName };
}

function summary({ root, count, nodesAtDepths }: TreeInfo): string {
  const depths = nodesAtDepths.map(
    (nodes, depth) => `Count of nodes at depth ${depth}: ${nodes.length}\n`,
  );
  return (
    `Node count: ${count}\nTotal size: ${root.descendantSize}\n` +
    `Max depth: ${nodesAtDepths.length}\n${depths.join('')}`
  );
}

function parseInt32(text: string): number {
  const value = javaInt(text);
  if (value !== null) return value;
  throw new Failure(`java.lang.NumberFormatException: For input string: "${text}"`);
}

/** Mirrors commons-cli's DefaultParser; a text is its complaint. */
function parseOptions(words: readonly string[]): ReadonlyMap<string, string> | string {
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^-./.test(word)) continue;
    const [, long, short, attached] = /^--?(\w{2,})$|^-(\w)(?:=(.*))?$/.exec(word) ?? [];
    const name = long === undefined ? short : LONG[long];
    if (name === undefined || !Object.values(LONG).includes(name)) {
      return `Unrecognized option: ${word}`;
    }
    if (!REQUIRED.includes(name)) given.set(name, '');
    else {
      const value = attached ?? words[++at];
      if (value === undefined || isOption(value)) return `Missing argument for option: ${name}`;
      given.set(name, value);
    }
  }
  const missing = REQUIRED.filter((name) => !given.has(name));
  if (missing.length === 0) return given;
  return `Missing required option${missing.length > 1 ? 's' : ''}: ${missing.join(', ')}`;
}

function isOption(word: string): boolean {
  const [, long, short] = /^--?(\w{2,})|^-(\w)/.exec(word) ?? [];
  return long === undefined ? Object.values(LONG).includes(short ?? '') : long in LONG;
}

function done(exitCode: number, stdout: string, stderr: string): ToolResult {
  return { exitCode, stdout, stderr, effects: [], needsAnswer: false };
}
