/**
 * The browser's storage, which may be full or forbidden: reading then gives the default, writing
 * says so once and the page goes on without it. An embedded page writes nothing at all.
 */
import { isEmbedded } from './embed.ts';

const PREFIX = 'ensemble.';
let onFailure: () => void = () => {};

/** Called once when something could not be kept. */
export function onStorageFailure(callback: () => void): void {
  onFailure = callback;
}

/** Reads a JSON value; anything damaged counts as absent. */
export function readStored(key: string): unknown {
  return read(() => localStorage, key);
}

export function writeStored(key: string, value: unknown): void {
  write(() => localStorage, key, value);
}

/** The same for what belongs to this tab alone, and lasts through a reload. */
export function readOfTab(key: string): unknown {
  return read(() => sessionStorage, key);
}

export function writeOfTab(key: string, value: unknown): void {
  write(() => sessionStorage, key, value);
}

/** What is kept under a key, as it stands there: this tab's own first. It may be no JSON. */
export function storedTexts(key: string): readonly string[] {
  return [() => sessionStorage, () => localStorage].flatMap((storage) => {
    try {
      return storage().getItem(PREFIX + key) ?? [];
    } catch {
      return [];
    }
  });
}

/**
 * Keeps a text that could not be read beside what takes its place, under the first free name: what
 * was set aside earlier stays. Returns false when there is no room.
 */
export function setTextAside(key: string, text: string): boolean {
  if (isEmbedded) return true;
  try {
    for (let number = 1; ; number++) {
      const name = `${PREFIX}${key}.unread${number === 1 ? '' : `.${number}`}`;
      const there = localStorage.getItem(name);
      if (there === null) localStorage.setItem(name, text);
      if (there === null || there === text) return true;
    }
  } catch {
    return false;
  }
}

/** Removes everything whose key begins so, here and for this tab. */
export function forgetStored(start: string): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      for (const key of Object.keys(storage())) {
        if (key.startsWith(PREFIX + start)) storage().removeItem(key);
      }
    } catch {
      // Nothing can be kept there, so there is nothing to forget.
    }
  }
}

/** Calls back when another tab of the browser has written this key. */
export function onStoredElsewhere(key: string, callback: () => void): void {
  if (typeof addEventListener === 'undefined') return;
  addEventListener('storage', (event) => {
    if (event.key === PREFIX + key || event.key === null) callback();
  });
}

// Even naming the storage may throw, so it is named as late as possible.
function read(storage: () => Storage, key: string): unknown {
  try {
    const text = storage().getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  // While the page is built there is nobody whose choice could be kept.
  if (isEmbedded || typeof document === 'undefined') return;
  try {
    if (value === undefined) storage().removeItem(PREFIX + key);
    else storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    onFailure();
    onFailure = () => {};
  }
}
