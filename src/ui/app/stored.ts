/**
 * The browser's storage, which may be full or forbidden: reading then gives the default, writing
 * says so once and the page goes on without it.
 */
const PREFIX = 'ensemble.';
let onFailure: () => void = () => {};

/** Called once when something could not be kept. */
export function onStorageFailure(callback: () => void): void {
  onFailure = callback;
}

/** Reads a JSON value; anything damaged counts as absent. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    onFailure();
    onFailure = () => {};
  }
}
