/**
 * Where hosts stand: servers on a ring, clients in rows below it. A formula, not a force layout, so
 * that the same cluster always looks the same. Pure.
 */
import { foremost } from '../../engine/index.ts';
import type { HostNode, ProcessNode } from '../../engine/index.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How the stage lies on its surface: shifted by pixels, then scaled. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export const CARD_WIDTH = 196;
const HEADER = 32;
export const ROW_TALL = 42;
const ROW_SHORT = 26;
const GAP = 66;

const shownOf = new WeakMap<HostNode, readonly ProcessNode[]>();

/** What a card lists: each daemon, also one that has ended, and what runs; a shell hides behind its child. */
export function shownProcesses(host: HostNode): readonly ProcessNode[] {
  let shown = shownOf.get(host);
  if (shown === undefined) {
    shown = findShown(host);
    shownOf.set(host, shown);
  }
  return shown;
}

function findShown({ processes, isPowered }: HostNode): readonly ProcessNode[] {
  if (!isPowered) return [];
  const daemons = processes.filter(({ isDaemon }) => isDaemon);
  const current = daemons.filter((daemon) => {
    const { key, status } = daemon;
    return status !== 'exited' || foremost(daemons.filter((one) => one.key === key)) === daemon;
  });
  const newest = newestOfTerminals(processes);
  const others = processes.filter(({ isDaemon, status, role, tty, pid }) => {
    if (isDaemon || status === 'exited') return false;
    const isBehindChild = (newest.get(tty) ?? 0) > pid;
    return role.tier !== 'shell' || !isBehindChild;
  });
  // One that starts again keeps its place.
  return [...current.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)), ...others];
}

/** The newest living process of each terminal, by pid. */
function newestOfTerminals(processes: readonly ProcessNode[]) {
  const newest = new Map<ProcessNode['tty'], number>();
  for (const { tty, status, pid } of processes) {
    if (status !== 'exited') newest.set(tty, Math.max(pid, newest.get(tty) ?? 0));
  }
  return newest;
}

export function rowHeight(process: ProcessNode): number {
  return process.role.summary !== '' ? ROW_TALL : ROW_SHORT;
}

export function cardHeight(shown: readonly ProcessNode[]): number {
  const rows = shown.reduce((sum, process) => sum + rowHeight(process), 0);
  return HEADER + Math.max(ROW_SHORT, rows) + 6;
}

export interface Row {
  readonly process: ProcessNode;
  /** Its own on the card: a daemon that starts again keeps its row. */
  readonly id: string;
  /** Inside the card. */
  readonly top: number;
}

export function rowsOf(shown: readonly ProcessNode[]): readonly Row[] {
  const rows: Row[] = [];
  const taken = new Set<string>();
  let top = HEADER;
  for (const process of shown) {
    const { key, pid, isDaemon } = process;
    const id = isDaemon && !taken.has(key) ? key : `${key} ${pid}`;
    taken.add(id);
    rows.push({ process, id, top });
    top += rowHeight(process);
  }
  return rows;
}

/** Centres of all hosts; `moved` are the ones the learner has dragged. */
export function placeHosts(
  hosts: readonly { readonly name: string; readonly isServer: boolean }[],
  moved: ReadonlyMap<string, Point>,
  isPortrait = false,
): ReadonlyMap<string, Point> {
  const servers = hosts.filter(({ isServer }) => isServer);
  const clients = hosts.filter(({ isServer }) => !isServer);
  const places = new Map<string, Point>();
  const ring = isPortrait ? columnsOf(servers.length) : ringOf(servers.length);
  servers.forEach(({ name }, index) => places.set(name, ring[index]!));
  const bottom = Math.max(0, ...ring.map(({ y }) => y));
  const width = Math.max(...ring.map(({ x }) => Math.abs(x)), 0) * 2 + CARD_WIDTH;
  const gap = isPortrait ? 24 : GAP;
  const least = isPortrait ? 2 : Math.ceil(Math.sqrt(clients.length * 2));
  const perRow = Math.max(2, least, Math.floor((width + gap) / (CARD_WIDTH + gap)));
  clients.forEach(({ name }, index) => {
    const row = Math.floor(index / perRow);
    const inRow = Math.min(perRow, clients.length - row * perRow);
    const x = ((index % perRow) - (inRow - 1) / 2) * (CARD_WIDTH + gap);
    places.set(name, { x, y: servers.length === 0 ? row * 150 : bottom + 165 + row * 130 });
  });
  for (const [name, point] of moved) if (places.has(name)) places.set(name, point);
  return places;
}

/** A flat ring: pages are wider than high, and cards too. */
function ringOf(count: number): readonly Point[] {
  const step = CARD_WIDTH + GAP;
  if (count <= 1) return [{ x: 0, y: 0 }];
  if (count === 2) return [-1, 1].map((side) => ({ x: (side * step) / 2, y: 0 }));
  if (count === 3) {
    return [
      { x: 0, y: -84 },
      { x: -step * 0.86, y: 88 },
      { x: step * 0.86, y: 88 },
    ];
  }
  if (count > 12) return gridOf(count, Math.ceil(Math.sqrt(count * 1.7)));
  const radiusX = Math.max(step, ((step * count) / (2 * Math.PI)) * 1.22);
  const radiusY = Math.max(128, count * 19);
  return Array.from({ length: count }, (_, index) => {
    const angle = -Math.PI / 2 + (index * 2 * Math.PI) / count;
    return { x: radiusX * Math.cos(angle), y: radiusY * Math.sin(angle) };
  });
}

/** For a page that is higher than wide: one on top, the others in two columns. */
function columnsOf(count: number): readonly Point[] {
  if (count > 12) return gridOf(count, 3);
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return { x: 0, y: 0 };
    const row = Math.ceil(index / 2);
    const isAlone = index === count - 1 && index % 2 === 1;
    const x = isAlone && count !== 2 ? 0 : index % 2 === 1 ? -CARD_WIDTH * 0.58 : CARD_WIDTH * 0.58;
    return { x: count === 2 ? 0 : x, y: row * 150 };
  });
}

/** Many servers: rows, shifted by half a step so that lines between neighbours stay visible. */
function gridOf(count: number, perRow: number): readonly Point[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / perRow);
    const shift = row % 2 === 0 ? -0.25 : 0.25;
    const x = ((index % perRow) - (perRow - 1) / 2 + shift) * (CARD_WIDTH + GAP);
    return { x, y: row * 150 };
  });
}

export function boundsOf(boxes: Iterable<Box>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  if (left === Infinity) return { x: -100, y: -100, width: 200, height: 200 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Which way each arrow key goes. */
export const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Nearest host in a direction; sideways distance counts double. */
export function neighbourOf(
  places: ReadonlyMap<string, Point>,
  name: string,
  dx: number,
  dy: number,
): string | undefined {
  const from = places.get(name);
  if (from === undefined) return undefined;
  let best: string | undefined;
  let bestCost = Infinity;
  for (const [other, place] of places) {
    const ahead = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const aside = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    if (other === name || ahead <= 1) continue;
    const cost = ahead + aside * 2;
    if (cost < bestCost) [best, bestCost] = [other, cost];
  }
  return best;
}
