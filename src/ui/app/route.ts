/** The address behind `#` as data. Pure. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'lesson'; readonly id: string; readonly run: string | null }
  | { readonly name: 'fidelity' }
  | { readonly name: 'sandbox'; readonly run: string | null };

/** Reads a hash; whatever is unknown leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, name, ...rest] = path.split('/');
  const run = new URLSearchParams(query).get('run');
  if (name === 'lesson' && rest.length > 0) {
    return { name: 'lesson', id: decodeSafely(rest.join('/')), run };
  }
  if (name === 'sandbox') return { name, run };
  if (name === 'fidelity') return { name };
  return { name: 'home' };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
