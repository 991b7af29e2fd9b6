/**
 * Zooming a scrolled picture: the wheel with Ctrl, or two fingers, about the place under them. One
 * finger and the plain wheel scroll, as everywhere.
 */
export type ZoomAt = (factor: number, clientX: number, clientY: number) => void;

/** Listens on an element; gives the way to stop. */
export function zoomGestures(element: HTMLElement, zoomAt: ZoomAt): () => void {
  let distance = 0;

  function onwheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * 0.004), event.clientX, event.clientY);
  }

  function ontouchstart(event: TouchEvent): void {
    if (event.touches.length === 2) distance = spread(event.touches);
  }

  function ontouchmove(event: TouchEvent): void {
    if (event.touches.length !== 2 || distance === 0) return;
    event.preventDefault();
    const now = spread(event.touches);
    const [a, b] = [event.touches[0]!, event.touches[1]!];
    zoomAt(now / distance, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    distance = now;
  }

  element.addEventListener('wheel', onwheel, { passive: false });
  element.addEventListener('touchstart', ontouchstart, { passive: true });
  element.addEventListener('touchmove', ontouchmove, { passive: false });
  return () => {
    element.removeEventListener('wheel', onwheel);
    element.removeEventListener('touchstart', ontouchstart);
    element.removeEventListener('touchmove', ontouchmove);
  };
}

function spread(touches: TouchList): number {
  const [a, b] = [touches[0]!, touches[1]!];
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
