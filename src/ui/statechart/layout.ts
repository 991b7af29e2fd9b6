/** A chart with a place for everything: what the build lays out and the page draws. */
import type { ChartState } from './chart-graph.ts';

export interface PlacedState extends ChartState {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  /** Corners of the way, from the edge of one state to that of the other. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Where the names of the events stand: the top left corner and the size. */
  readonly label: { readonly x: number; readonly y: number; readonly width: number };
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
}

/** Height of a line of event names, in the layout and in the drawing. */
export const LABEL_LINE = 14;
/** Width of a letter of the event names, a little generous: fonts differ. */
export const LABEL_LETTER = 6.3;
export const NAME_LETTER = 7.6;
