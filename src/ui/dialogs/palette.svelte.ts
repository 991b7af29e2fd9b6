/** What the command palette offers besides navigation: the workbench that is open registers itself. */
import type { Session } from '../session/session.svelte.ts';

class PaletteSource {
  session = $state.raw<Session | null>(null);
}

export const paletteSource = new PaletteSource();
