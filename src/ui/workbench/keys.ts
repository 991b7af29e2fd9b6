/**
 * The workbench's keys. Single letters work only where nothing is typed, and can be switched off in
 * the settings, as WCAG 2.1.4 asks.
 */
import { dialogs } from '../app/dialogs.svelte.ts';
import { settings } from '../app/settings.svelte.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Session } from '../session/session.svelte.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], dialog, [role=menu]') !== null
  );
}

export function workbenchKeys(
  session: () => Session,
  focusPane: (name: string) => void,
): (event: KeyboardEvent) => void {
  const panes: Readonly<Record<string, string>> = {
    '1': 'lesson',
    '2': 'stage',
    '3': 'terminal',
    '4': 'inspector',
  };
  return (event) => {
    if (!settings.areKeysOn || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || event.defaultPrevented) return;
    const isOnButton =
      event.target instanceof Element && event.target.closest('button, a') !== null;
    const pane = panes[event.key];
    if (pane !== undefined) focusPane(pane);
    else if (event.key === ' ' && !isOnButton) session().toggle();
    else if (event.key === '.') session().stepEvent();
    else if (event.key === 'n') session().stepMessage();
    else if (event.key === ',') session().stepBack();
    else if (event.key === 'l') session().goLive();
    else if (event.key === 'b') session().bookmark(t().time.bookmarkName(session().position));
    else if (event.key === '?') dialogs.open('shortcuts');
    else return;
    event.preventDefault();
  };
}
