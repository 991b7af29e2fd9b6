/** Which dialog is open; one at a time. */
export type DialogName = 'settings' | 'shortcuts' | 'palette' | 'share';

class Dialogs {
  current = $state<DialogName | null>(null);

  open(name: DialogName): void {
    this.current = name;
  }

  /** The browser tells late that a dialog was closed: by then another one may be open. */
  close(name: DialogName): void {
    if (this.current === name) this.current = null;
  }
}

export const dialogs = new Dialogs();
