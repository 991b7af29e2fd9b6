/**
 * What components read of a session: the world at the learner's place as plain views, and what is
 * selected in it. Looking moves nothing.
 *
 * Read next: session.svelte.ts.
 */
import { connectionViews, flightViews, hostViews } from '../../engine/index.ts';
import type {
  ConnectionNode,
  Flight,
  HostNode,
  ProcessNode,
  Timeline,
} from '../../engine/index.ts';
import { chosenProcess, processOfKey, processOfPid } from './find-process.ts';
import { keepConnections, keepHosts } from './sameness.ts';
import type { Selection } from './selection.ts';

export class SessionView {
  timeline = $state.raw() as Timeline;
  /** Grows whenever the world may look different. */
  version = $state(0);
  /** The same for lists and numbers: while time runs it grows four times a second at most. */
  slowVersion = $state(0);
  selection = $state.raw<Selection | null>(null);

  #lastHosts: readonly HostNode[] = [];
  #lastConnections: readonly ConnectionNode[] = [];
  readonly hosts: readonly HostNode[] = $derived.by(() => {
    void this.version;
    this.#lastHosts = keepHosts(this.#lastHosts, hostViews(this.timeline.world));
    return this.#lastHosts;
  });
  readonly connections = $derived.by(() => {
    void this.version;
    const fresh = connectionViews(this.timeline.world);
    this.#lastConnections = keepConnections(this.#lastConnections, fresh);
    return this.#lastConnections;
  });
  readonly flights: readonly Flight[] = $derived.by(() => {
    void this.version;
    return flightViews(this.timeline.world);
  });
  readonly rules = $derived.by(() => {
    void this.version;
    return this.timeline.world.rules;
  });
  readonly violations = $derived.by(() => {
    void this.version;
    return this.timeline.world.violations;
  });
  readonly terminals = $derived.by(() => {
    void this.version;
    return [...this.timeline.world.terminals.values()];
  });
  readonly selectedProcess: ProcessNode | undefined = $derived.by(() => {
    const { selection } = this;
    return selection?.kind === 'process' ? chosenProcess(this.hosts, selection) : undefined;
  });
  readonly position = $derived.by(() => {
    void this.slowVersion;
    return this.timeline.position;
  });
  readonly length = $derived.by(() => {
    void this.slowVersion;
    return this.timeline.length;
  });
  readonly isLive = $derived.by(() => {
    void this.version;
    return this.timeline.isLive;
  });

  select(selection: Selection | null): void {
    this.selection = selection;
  }

  host(name: string): HostNode | undefined {
    return this.hosts.find((host) => host.name === name);
  }

  process(key: string): ProcessNode | undefined {
    return processOfKey(this.hosts, key);
  }

  processByPid(pid: number): ProcessNode | undefined {
    return processOfPid(this.hosts, pid);
  }

  selectedProcesses(): readonly ProcessNode[] {
    const { selection, selectedProcess } = this;
    if (selectedProcess !== undefined) return [selectedProcess];
    return selection?.kind === 'host' ? (this.host(selection.host)?.processes ?? []) : [];
  }
}
