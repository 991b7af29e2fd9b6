/** The address behind `#`: which view is shown. Links are plain anchors, so back and forward work. */
import { parseRoute } from './route.ts';
import type { Route } from './route.ts';

export type { Route } from './route.ts';

class Router {
  route = $state.raw<Route>(parseRoute(typeof location === 'undefined' ? '' : location.hash));

  constructor() {
    // The first view is also rendered while the page is built.
    if (typeof addEventListener === 'undefined') return;
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  go(hash: string): void {
    location.hash = hash;
  }
}

export const router = new Router();
