/**
 * Text that comes without a key press: an emoji picker, dictation, an assistive tool. xterm passes
 * it over while it serves screen readers; what is composed from keys it handles itself.
 */

/** Calls back for each such text until the returned function is called. */
export function onKeylessText(field: HTMLElement, insert: (text: string) => void): () => void {
  /** A key was pressed that xterm turns into text by itself. */
  let isExpected = false;
  const listeners = new AbortController();
  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => field.addEventListener(type, listener, { capture: true, signal: listeners.signal });
  listen('keydown', ({ key, keyCode }) => {
    // 229: a key that an input method has taken.
    isExpected = key.length === 1 || keyCode === 229;
  });
  listen('keyup', () => (isExpected = false));
  listen('input', (event) => {
    const { inputType, data, isComposing } = event as InputEvent;
    const isTyped = isExpected || isComposing || inputType !== 'insertText';
    if (!isTyped && data !== null && data !== '') insert(data);
  });
  return () => listeners.abort();
}
