/**
 * Styles of parts that are loaded later. Vite asks for each but once: when one did not come, its part
 * would come without it at the next try.
 */

const missing = new Set<HTMLLinkElement>();

// The first view is also rendered while the page is built. What happens to a link does not bubble.
if (typeof addEventListener !== 'undefined') {
  addEventListener('error', ({ target }) => void (isStyle(target) && missing.add(target)), true);
}

function isStyle(target: EventTarget | null): target is HTMLLinkElement {
  return target instanceof HTMLLinkElement && target.rel === 'stylesheet';
}

/** Asks once more for those that did not come; tells whether all are there now. */
export async function fetchMissingStyles(): Promise<boolean> {
  const came = await Promise.all([...missing].map(askAgain));
  return came.every((one) => one);
}

function askAgain(link: HTMLLinkElement): Promise<boolean> {
  const next = link.cloneNode() as HTMLLinkElement;
  missing.delete(link);
  return new Promise((resolve) => {
    next.onload = () => resolve(true);
    next.onerror = () => resolve(false);
    link.replaceWith(next);
  });
}
