/** One dialog at a time, whatever the browser tells late. */
import { expect, test } from 'vitest';
import { dialogs } from '../../../src/ui/app/dialogs.svelte.ts';

test('the late word that a dialog was closed does not close the one that was opened since', () => {
  dialogs.open('settings');
  dialogs.open('palette');
  dialogs.close('settings');
  expect(dialogs.current).toBe('palette');
  dialogs.close('palette');
  expect(dialogs.current).toBeNull();
});
