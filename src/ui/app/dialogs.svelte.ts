/** Which dialog is open; one at a time. */
export type DialogName = 'settings' | 'shortcuts' | 'palette' | 'share';

class Dialogs {
  current = $state<DialogName | null>(null);

  open(name: DialogName): void {
    this.current = name;
  }

  close(): void {
    this.current = null;
  }
}

export const dialogs = new Dialogs();
