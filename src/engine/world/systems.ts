/**
 * The systems that are loaded, and what views ask of them. A system is added once, before the first
 * world that has it is made or shown; nothing is ever taken away.
 *
 * Read next: system.ts.
 */
import type { DiskView } from '../kernel/disk.ts';
import type { MessageWeight } from '../kernel/event-weight.ts';
import type { Message } from '../kernel/events.ts';
import type { Process } from '../kernel/world-state.ts';
import type {
  Channel,
  ChartView,
  Facet,
  FacetKind,
  Fact,
  LatestChange,
  MessageKind,
  Role,
  Subject,
  System,
} from './system.ts';

const loaded: System[] = [];
const kinds = new Map<string, MessageKind>();

/** Makes a system known; one that is known already stays what it is. */
export function addSystem(system: System): void {
  if (loaded.some(({ id }) => id === system.id)) return;
  loaded.push(system);
  loaded.sort((a, b) => a.order - b.order);
  for (const [type, kind] of Object.entries(system.messages)) kinds.set(type, kind);
}

export function loadedSystems(): readonly System[] {
  return loaded;
}

/** What a process is: asked of each system; a program of none is a tool. */
export function roleOf(process: Process): Role {
  for (const system of loaded) {
    const role = system.roleOf(process);
    if (role !== null) return role;
  }
  return {
    glyph: 'prompt',
    tone: 'plain',
    label: process.program,
    tier: 'tool',
    isServing: false,
    summary: '',
    facts: [],
  };
}

/** The statecharts that a process lives in; empty when it has none. */
export function programCharts(process: Process): readonly ChartView[] {
  return loaded.flatMap((system) => system.chartsOf(process));
}

export function latestChange(process: Process): LatestChange | null {
  for (const system of loaded) {
    const change = system.latestChange(process);
    if (change !== null) return change;
  }
  return null;
}

/** Whether a server of any system is set up on a host. */
export function isServerHost(disk: DiskView): boolean {
  return loaded.some((system) => system.isSetUpOn(disk));
}

/** The channel of connections to a listener that has declared this purpose. */
export function channelOf(purpose: string | undefined): Channel {
  if (purpose === undefined) return 'other';
  for (const { purposes } of loaded) {
    const channel = purposes[purpose];
    if (channel !== undefined) return channel;
  }
  return 'other';
}

/** Null stands for the end of a connection (FIN), which is always worth a look. */
export function weightOf(message: unknown): MessageWeight {
  const { type } = (message ?? {}) as Partial<Message>;
  const weight = type === undefined ? undefined : kinds.get(type)?.weight;
  return typeof weight === 'function' ? weight(message as Message) : (weight ?? 'normal');
}

export function detailOf(message: Message): string {
  return kinds.get(message.type)?.detail(message) ?? '';
}

export function facetsOf(message: Message): readonly Facet[] {
  return kinds.get(message.type)?.about(message) ?? [];
}

export function subjectsOf(message: Message): readonly Subject[] {
  return kinds.get(message.type)?.subjects(message) ?? [];
}

/** Every facet of the loaded systems, by its name. */
export function facetKinds(): Readonly<Record<string, FacetKind>> {
  return Object.assign({}, ...loaded.map(({ facets }) => facets)) as Record<string, FacetKind>;
}

export function factText({ name, value }: Fact): string {
  return `${name} ${value}`;
}
