/** How a message is called on the stage: upstream's name and the one field that tells it apart. */
import { detailOf } from '../../engine/index.ts';
import type { Flight } from '../../engine/index.ts';

export function messageName(message: Flight['message']): string {
  return message === null ? 'FIN' : message.type;
}

/** For example `PROPOSAL 0x100000003`, `CreateRequest /app`. */
export function messageLabel(message: Flight['message']): string {
  if (message === null) return 'FIN';
  const detail = visible(detailOf(message));
  const text = detail === '' ? message.type : `${message.type} ${detail}`;
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
}

/** Control characters as visible text: data never acts on the page. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) =>
    c === '\n' ? '⏎' : `^${String.fromCharCode((c.charCodeAt(0) & 31) + 64)}`,
  );
}

/** What fits on a card's second line. */
const LINE = 23;

export function cutText(text: string): string {
  const shown = visible(text);
  return shown.length > LINE ? `${shown.slice(0, LINE - 1)}…` : shown;
}
