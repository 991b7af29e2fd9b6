/** What could be asked of a diagram's filter, taken from the newest messages of the run. Pure. */
import { facetKinds, weightOf } from '../../engine/index.ts';
import type { Message, Timeline } from '../../engine/index.ts';
import type { Diagram } from './diagram.ts';
import { factsOf } from './message-facts.ts';

const FAR = 4000;

/** Facet to a value that it has in this run, or might have. */
export function examplesOf(
  timeline: Timeline,
  { lanes }: Pick<Diagram, 'lanes'>,
): Readonly<Record<string, string>> {
  const facts = factsOf(timeline);
  const found: Record<string, string> = {};
  const end = timeline.position;
  for (const { event } of timeline.recordsBetween(Math.max(0, end - FAR), end).toReversed()) {
    if (event.type !== 'message') continue;
    const { message, connection } = event as { message: Message; connection: number };
    if (weightOf(message) !== 'normal') continue;
    for (const { facet, value } of facts.of({ message, connection })) found[facet] ??= value;
  }
  const usual = Object.entries(facetKinds()).map(([facet, { example }]) => [facet, example]);
  return {
    ...(lanes[0] === undefined ? {} : { node: lanes[0] }),
    ...Object.fromEntries(usual.map(([facet, example]) => [facet, found[facet!] ?? example])),
  } as Readonly<Record<string, string>>;
}
