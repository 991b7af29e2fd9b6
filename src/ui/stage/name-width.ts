/** How wide a message's name is, in pixels: asked of a canvas that nobody sees, once a name. */
import { nameFont } from './labels.ts';

const MOST_KEPT = 2000;
const widths = new Map<string, number>();
let ruler: CanvasRenderingContext2D | null = null;

export function nameWidth(text: string, font: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size > MOST_KEPT) widths.clear();
    ruler ??= document.createElement('canvas').getContext('2d');
    if (ruler === null) return 0;
    ruler.font = nameFont(font);
    width = ruler.measureText(text).width;
    widths.set(text, width);
  }
  return width;
}
