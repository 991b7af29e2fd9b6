/**
 * A popover beside the button that opens it: above or below, wherever there is more room, and inside
 * the page. Its style gives `--width`.
 */

const GAP = 6;
const EDGE = 8;

/** Attach to the popover. Gives the way to stop. */
export function besideItsButton(popover: HTMLElement): () => void {
  const onbeforetoggle = (event: ToggleEvent) => {
    if (event.newState !== 'open') return;
    const buttons = document.querySelectorAll(`[popovertarget="${CSS.escape(popover.id)}"]`);
    const button = [...buttons].find((one) => one.getClientRects().length > 0);
    if (button === undefined) return;
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const isRight = (left + right) / 2 > innerWidth / 2;
    const isBelow = top + bottom < innerHeight;
    const from = isRight ? document.documentElement.clientWidth - right : left;
    const within = `clamp(${EDGE}px, ${from}px, calc(100% - var(--width) - ${EDGE}px))`;
    Object.assign(popover.style, {
      left: isRight ? 'auto' : within,
      right: isRight ? within : 'auto',
      top: isBelow ? `${bottom + GAP}px` : 'auto',
      bottom: isBelow ? 'auto' : `${innerHeight - top + GAP}px`,
      maxHeight: `${(isBelow ? innerHeight - bottom : top) - GAP - EDGE}px`,
    });
  };
  popover.addEventListener('beforetoggle', onbeforetoggle);
  return () => popover.removeEventListener('beforetoggle', onbeforetoggle);
}
