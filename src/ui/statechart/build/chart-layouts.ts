/**
 * Build plugin: `import layouts from 'virtual:chart-layouts'` gives the layout of every machine by
 * its id, made from the machine itself. The layouter is large and takes its time, so it runs here
 * and never reaches the page.
 *
 * Read next: ../chart-graph.ts, chart-layouts-module.d.ts.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { AnyStateMachine } from 'xstate';
import type { ChartGraph, ChartState } from '../chart-graph.ts';
import { chartGraph } from '../chart-graph.ts';
import type { ChartLayout, PlacedArrow, PlacedState } from '../layout.ts';
import { LABEL_LETTER, LABEL_LINE, NAME_LETTER } from '../layout.ts';

const NAME = 'virtual:chart-layouts';
const RESOLVED = `\0${NAME}`;

/** What of Vite's plugin interface is used. */
export function chartLayouts() {
  return {
    name: 'chart-layouts',
    resolveId: (id: string) => (id === NAME ? RESOLVED : undefined),
    load: async (id: string) => {
      if (id !== RESOLVED) return undefined;
      const layouts: Record<string, ChartLayout> = {};
      for (const machine of await machines()) layouts[machine.id] = await layOut(machine);
      return `export default ${JSON.stringify(layouts)}`;
    },
  };
}

/** From here. */
const ENGINE = '../../../engine/';

interface SystemModule {
  readonly [name: string]: { readonly machines?: readonly AnyStateMachine[] };
}

/** Of each folder of the engine that has a system. Run only when somebody asks: most test runs do not. */
async function machines(): Promise<readonly AnyStateMachine[]> {
  const { runnerImport } = await import('vite');
  const engine = fileURLToPath(new URL(ENGINE, import.meta.url));
  // `world/system.ts` only says what a system is: it exports types.
  const files = readdirSync(engine)
    .map((folder) => join(engine, folder, 'system.ts'))
    .filter((path) => existsSync(path));
  const found: AnyStateMachine[] = [];
  for (const file of files) {
    const { module } = await runnerImport<SystemModule>(file, { configFile: false });
    for (const system of Object.values(module)) found.push(...(system.machines ?? []));
  }
  return found;
}

const OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.randomSeed': '1',
};

async function layOut(machine: AnyStateMachine): Promise<ChartLayout> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  const graph = chartGraph(machine);
  const whole: ElkNode = {
    id: 'root',
    layoutOptions: { ...OPTIONS },
    children: childrenOf(graph, ''),
    edges: graph.arrows.map(({ from, to, events }, index) => ({
      id: String(index),
      sources: [from],
      targets: [to],
      labels: [
        {
          text: events.join('\n'),
          width: Math.max(...events.map(({ length }) => length)) * LABEL_LETTER + 6,
          height: events.length * LABEL_LINE + 2,
        },
      ],
    })),
  };
  const placed: ElkNode = await new Elk().layout(whole);
  const boxes = new Map(flat(placed).map((node) => [node.id, node]));
  const states = graph.states.map((state) => placeState(state, boxes.get(state.path)!));
  const arrows = graph.arrows.map((arrow, index) => {
    return { ...arrow, ...placeArrow((placed.edges ?? [])[index]!) };
  });
  return { width: round(placed.width), height: round(placed.height), states, arrows };
}

function childrenOf({ states, arrows }: ChartGraph, parent: string): ElkNode[] {
  return states
    .filter((state) => state.parent === parent)
    .map((state) => ({
      id: state.path,
      ...(state.isOuter
        ? {
            layoutOptions: { 'elk.padding': '[top=34,left=14,bottom=14,right=14]' },
            children: childrenOf({ states, arrows }, state.path),
          }
        : {
            ...sizeOf(state),
            ...(state.isInitial
              ? { layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST' } }
              : {}),
          }),
    }));
}

function sizeOf({ name, again, exits }: ChartState): { width: number; height: number } {
  const widths = [...again, ...exits].map((event) => (event.length + 2) * LABEL_LETTER);
  return {
    width: Math.ceil(Math.max(name.length * NAME_LETTER, ...widths) + 26),
    height: 32 + widths.length * LABEL_LINE + (widths.length > 0 ? 3 : 0),
  };
}

function flat(node: ElkNode): readonly ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...flat(child)]);
}

function placeState(state: ChartState, { x, y, width, height }: ElkNode): PlacedState {
  return { ...state, x: round(x), y: round(y), width: round(width), height: round(height) };
}

function placeArrow({
  id,
  sections,
  labels,
}: ElkExtendedEdge): Omit<PlacedArrow, 'from' | 'to' | 'events'> {
  const section = sections?.[0];
  if (section === undefined) throw new Error(`arrow ${id} was not laid out`);
  const corners = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const label = labels?.[0];
  return {
    id,
    points: corners.map(({ x, y }) => [round(x), round(y)] as const),
    label: { x: round(label?.x), y: round(label?.y), width: round(label?.width) },
  };
}

function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 10) / 10;
}
