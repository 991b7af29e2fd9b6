/** What the stage shows and where: cards, connections, walls, derived from the session. */
import { untrack } from 'svelte';
import { latestChange } from '../../engine/index.ts';
import type { ConnectionEnd, LatestChange, Tone } from '../../engine/index.ts';
import type { Session } from '../session/session.svelte.ts';
import type { Box, Point } from './layout.ts';
import { cardHeight, CARD_WIDTH, placeHosts, rowHeight, rowsOf, shownProcesses } from './layout.ts';
import type { Viewport } from './viewport.svelte.ts';
import { centre, wiresOf } from './wires.ts';

export class Scene {
  readonly #session: () => Session;
  readonly #viewport: Viewport;
  /** Hosts that the learner has dragged. */
  #moved = $state.raw<ReadonlyMap<string, Point>>(new Map());
  #lastBoxes: ReadonlyMap<string, Box> = new Map();

  constructor(session: () => Session, viewport: Viewport) {
    this.#session = session;
    this.#viewport = viewport;
  }

  /** Processes that each card lists. */
  readonly shown = $derived.by(
    () => new Map(this.#session().hosts.map((host) => [host.name, shownProcesses(host)] as const)),
  );

  readonly #kinds = $derived.by(() =>
    this.#session().hosts.map((host) => ({ name: host.name, isServer: host.isServer })),
  );
  readonly #kindsKey = $derived(JSON.stringify(this.#kinds));
  readonly #isPortrait = $derived.by(() => this.#viewport.height > this.#viewport.width * 0.95);

  /** Centres of the cards. */
  readonly places = $derived.by(() => {
    void this.#kindsKey;
    return placeHosts(
      untrack(() => this.#kinds),
      this.#moved,
      this.#isPortrait,
    );
  });

  readonly boxes: ReadonlyMap<string, Box> = $derived.by(() => {
    const map = new Map<string, Box>();
    let isSame = this.#lastBoxes.size === this.places.size;
    for (const [name, { x, y }] of this.places) {
      const height = cardHeight(this.shown.get(name) ?? []);
      const before = this.#lastBoxes.get(name);
      const box = { x: x - CARD_WIDTH / 2, y: y - height / 2, width: CARD_WIDTH, height };
      const isKept = before?.x === box.x && before.y === box.y && before.height === height;
      if (!isKept) isSame = false;
      map.set(name, isKept ? before : box);
    }
    if (!isSame) this.#lastBoxes = map;
    return this.#lastBoxes;
  });

  readonly wires = $derived.by(() =>
    wiresOf(this.#session().connections, this.boxes, (end) => this.#rowCentre(end)),
  );
  readonly wireMap = $derived(new Map(this.wires.map((wire) => [wire.id, wire])));

  /** Middles of host pairs that a rule parts, with the angle of the wall. */
  readonly walls = $derived.by(() => {
    const list = [];
    for (const rule of this.#session().rules) {
      if (rule.kind !== 'cut') continue;
      const [a, b] = [this.boxes.get(rule.from), this.boxes.get(rule.to)];
      if (a === undefined || b === undefined) continue;
      const [from, to] = [centre(a), centre(b)];
      const degrees = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
      list.push({ id: rule.id, degrees, at: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } });
    }
    return list;
  });

  /** Hosts without a cable: a cut from everybody. */
  readonly unplugged: ReadonlySet<string> = $derived.by(() => {
    const cuts = this.#session().rules.filter((rule) => rule.kind === 'cut' && rule.to === '*');
    return new Set(cuts.map((rule) => ('from' in rule ? rule.from : '')));
  });

  /** Hosts whose disk is slow or full. */
  readonly disks: ReadonlyMap<string, 'slowDisk' | 'fullDisk'> = $derived.by(() => {
    const map = new Map<string, 'slowDisk' | 'fullDisk'>();
    for (const rule of this.#session().rules) {
      if (rule.kind === 'slowDisk' || rule.kind === 'fullDisk') map.set(rule.host, rule.kind);
    }
    return map;
  });

  /** What each server's tree was changed by last, by pid. */
  readonly writes: ReadonlyMap<number, LatestChange> = $derived.by(() => {
    const { processes } = untrack(() => this.#session().timeline.world);
    const writes = new Map<number, LatestChange>();
    for (const { isDaemon, pid } of [...this.shown.values()].flat()) {
      const process = isDaemon ? processes.get(pid) : undefined;
      const write = process === undefined ? null : latestChange(process);
      if (write !== null) writes.set(pid, write);
    }
    return writes;
  });

  /** Who speaks, by the role it has now. */
  readonly tones: ReadonlyMap<number, Tone> = $derived.by(() => {
    const roles = [...this.shown.values()].flat();
    return new Map(roles.map(({ pid, role }) => [pid, role.tone]));
  });

  /** The cards in the surface's own pixels. */
  readonly cardsOnSurface: readonly Box[] = $derived.by(() => {
    const { x, y, scale } = this.#viewport;
    return [...this.boxes.values()].map((box) => ({
      x: box.x * scale + x,
      y: box.y * scale + y,
      width: box.width * scale,
      height: box.height * scale,
    }));
  });

  move(name: string, to: Point): void {
    this.#moved = new Map(this.#moved).set(name, to);
  }

  #rowCentre({ pid, key, host }: ConnectionEnd): number {
    const box = this.boxes.get(host);
    if (box === undefined) return 0;
    const rows = rowsOf(this.shown.get(host) ?? []);
    // A connection may outlive its process for a while.
    const row =
      rows.find(({ process }) => process.pid === pid) ??
      rows.find(({ process }) => process.key === key);
    return row === undefined
      ? box.y + box.height / 2
      : box.y + row.top + rowHeight(row.process) / 2;
  }
}
