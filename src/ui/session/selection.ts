/** What the learner looks at: one thing, shared by stage, inspector, timeline and terminal. Pure. */
import { mainDaemon } from '../../engine/index.ts';
import type { HostNode, ProcessNode } from '../../engine/index.ts';

export type Selection =
  | { readonly kind: 'host'; readonly host: string }
  /** Several living processes may bear one key; a daemon keeps it when it starts again. */
  | { readonly kind: 'process'; readonly key: string; readonly pid: number }
  | { readonly kind: 'connection'; readonly id: number }
  /** `sequence` finds it while it travels; `event` once it has arrived. */
  | { readonly kind: 'message'; readonly sequence: number }
  | { readonly kind: 'event'; readonly number: number };

export function selectionOf({ key, pid }: Pick<ProcessNode, 'key' | 'pid'>): Selection {
  return { kind: 'process', key, pid };
}

/** Who looks at a host looks at what it stands for. */
export function selectionOfHost({ name, isPowered, processes }: HostNode): Selection {
  const main = isPowered ? mainDaemon(processes) : undefined;
  return main === undefined ? { kind: 'host', host: name } : selectionOf(main);
}
