/** Sizes of the panes, kept where the browser allows it. */
import { readStored, writeStored } from '../app/stored.ts';

export const paneStorage = {
  getItem(name: string): string | null {
    const value = readStored(name);
    return typeof value === 'string' ? value : null;
  },
  setItem(name: string, value: string): void {
    writeStored(name, value);
  },
};
