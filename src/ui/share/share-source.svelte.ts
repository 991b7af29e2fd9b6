/** What the share dialog would share: the view that is open says so. */
import type { Run } from './run-code.ts';

class ShareSource {
  /** Undefined: nothing to share here. */
  current = $state.raw<(() => Run) | undefined>();
}

export const shareSource = new ShareSource();
