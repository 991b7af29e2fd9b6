/** Pan and zoom of the stage: wheel, drag, pinch, keys, and fitting everything in. */
import type { Box, Point } from './layout.ts';

const MIN_SCALE = 0.12;
const MAX_SCALE = 2.5;
const MAX_FIT_SCALE = 1.12;
/** Above and below what is fitted, where something else stands at the foot. */
const FOOT_MARGIN = 22;

export class Viewport {
  x = $state(0);
  y = $state(0);
  scale = $state(1);
  width = $state(0);
  height = $state(0);
  /** Room at the bottom in which nothing is fitted. */
  foot = 0;
  /** False while the view follows the content by itself. */
  isMoved = $state(false);
  #pointers = new Map<number, Point>();

  fit(bounds: Box): void {
    if (this.width === 0 || this.height === 0) return;
    const margin = Math.min(36, this.width * 0.05);
    const high = this.height - this.foot;
    const scale = Math.min(
      MAX_FIT_SCALE,
      (this.width - 2 * margin) / bounds.width,
      (high - 2 * (this.foot === 0 ? margin + 10 : FOOT_MARGIN)) / bounds.height,
    );
    this.scale = Math.max(MIN_SCALE, scale);
    this.x = this.width / 2 - (bounds.x + bounds.width / 2) * this.scale;
    const middle = this.foot === 0 ? high / 2 + 6 : high / 2 + 3;
    this.y = middle - (bounds.y + bounds.height / 2) * this.scale;
  }

  zoom(factor: number, atX = this.width / 2, atY = this.height / 2): void {
    const scale = Math.max(MIN_SCALE, Math.min(MAX_SCALE, this.scale * factor));
    this.x = atX - ((atX - this.x) * scale) / this.scale;
    this.y = atY - ((atY - this.y) * scale) / this.scale;
    this.scale = scale;
    this.isMoved = true;
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.isMoved = true;
  }

  toStage(x: number, y: number): Point {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  wheel(event: WheelEvent, left: number, top: number): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.zoom(Math.exp(-event.deltaY * 0.01), event.clientX - left, event.clientY - top);
    } else this.pan(-event.deltaX, -event.deltaY);
  }

  /**
   * Follows the size of an element while it is shown. It waits to be told, because asking makes the
   * browser lay out at once; what needs a size to begin with gets a task of its own. Gives the way
   * to stop.
   */
  followSize(element: HTMLElement): () => void {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width === 0 || height === 0) return;
      const take = () => {
        this.width = Math.round(width);
        this.height = Math.round(height);
      };
      if (this.width === 0) setTimeout(take);
      else take();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }

  /** Listens to an element's wheel; `isOurs` leaves some of it to the page. Gives the way to stop. */
  followWheel(element: HTMLElement, isOurs: (event: WheelEvent) => boolean): () => void {
    const onwheel = (event: WheelEvent) => {
      if (!isOurs(event)) return;
      const { left, top } = element.getBoundingClientRect();
      this.wheel(event, left, top);
    };
    // Not passive: the wheel must not scroll the page as well.
    element.addEventListener('wheel', onwheel, { passive: false });
    return () => element.removeEventListener('wheel', onwheel);
  }

  /** Whether a key was one of those that zoom. */
  zoomKey(key: string, fit: () => void): boolean {
    if (key === '+' || key === '=') this.zoom(1.2);
    else if (key === '-') this.zoom(1 / 1.2);
    else if (key === '0') fit();
    else return false;
    return true;
  }

  down(event: PointerEvent): void {
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
  }

  /** One finger or the mouse pans, two fingers pinch. */
  move(event: PointerEvent, left: number, top: number): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) this.pan(now.x - before.x, now.y - before.y);
    else {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      if (was > 0) {
        this.zoom(is / was, (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
      }
    }
    this.#pointers.set(event.pointerId, now);
  }
}
