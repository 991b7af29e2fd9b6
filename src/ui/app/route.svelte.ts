/** The address behind `#`: which view is shown. Links are plain anchors, so back and forward work. */
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

class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  go(hash: string): void {
    location.hash = hash;
  }
}

export const router = new Router();
/** `?embed` in the address: for a frame on a teacher's page; header and settings stay away. */
export const isEmbedded = new URLSearchParams(location.search).has('embed');
