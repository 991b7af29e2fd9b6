/** The address behind `#` as data. Pure. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'lesson'; readonly id: string }
  | { readonly name: 'sandbox'; readonly run: string | null };

/** Reads a hash; whatever is unknown leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, name, ...rest] = path.split('/');
  if (name === 'lesson' && rest.length > 0) {
    return { name: 'lesson', id: decodeSafely(rest.join('/')) };
  }
  if (name === 'sandbox') return { name, run: new URLSearchParams(query).get('run') };
  return { name: 'home' };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
