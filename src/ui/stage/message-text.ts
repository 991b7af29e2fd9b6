/** How a message is called on the stage: upstream's name and the one field that tells it apart. */
import type { Flight } from '../../engine/index.ts';

type Fields = Readonly<Record<string, unknown>>;

export function messageName(message: Flight['message']): string {
  return message === null ? 'FIN' : message.type;
}

/** For example `PROPOSAL 0x100000003`, `CreateRequest /app`. */
export function messageLabel(message: Flight['message']): string {
  if (message === null) return 'FIN';
  const fields = message as unknown as Fields;
  const detail = detailOf(fields);
  const text = detail === '' ? message.type : `${message.type} ${detail}`;
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
}

function detailOf(fields: Fields): string {
  if (typeof fields['word'] === 'string') return fields['word'];
  if (typeof fields['path'] === 'string') return visible(fields['path']);
  if (typeof fields['leader'] === 'number' && fields['state'] !== undefined) {
    return `→ ${fields['leader']}`;
  }
  const { request } = fields;
  if (typeof request === 'object' && request !== null && 'type' in request) {
    return String((request as { type: unknown }).type);
  }
  const { zxid } = fields;
  return typeof zxid === 'bigint' && zxid > 0n ? `0x${zxid.toString(16)}` : '';
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
