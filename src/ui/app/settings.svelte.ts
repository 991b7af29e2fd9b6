/**
 * What the learner chose for the page as a whole, remembered in the browser. Applied to the root
 * element as attributes, so that CSS alone does the rest.
 */
import { applyLook, DARK_SYSTEM, STILL_SYSTEM, storedChoices } from './choices.ts';
import type { Choices } from './choices.ts';
import { onStoredElsewhere, readStored, writeStored } from './stored.ts';

class Settings {
  #values = $state.raw<Choices>(storedChoices());
  #systemIsDark = $state(false);
  #systemIsStill = $state(false);

  constructor() {
    this.#systemIsDark = watch(DARK_SYSTEM, (on) => (this.#systemIsDark = on));
    this.#systemIsStill = watch(STILL_SYSTEM, (on) => (this.#systemIsStill = on));
    onStoredElsewhere('settings', () => (this.#values = storedChoices()));
  }

  get language() {
    return this.#values.language;
  }

  get theme() {
    return this.#values.theme;
  }

  get isDark() {
    return this.theme === 'system' ? this.#systemIsDark : this.theme === 'dark';
  }

  get paceMsPerSecond() {
    return this.#values.paceMsPerSecond;
  }

  get isIdleSkipped() {
    return this.#values.isIdleSkipped;
  }

  get arePingsShown() {
    return this.#values.arePingsShown;
  }

  get isMotionReduced() {
    return this.#values.isMotionReduced || this.#systemIsStill;
  }

  get isContrastHigh() {
    return this.#values.isContrastHigh;
  }

  get areKeysOn() {
    return this.#values.areKeysOn;
  }

  get textScale() {
    return this.#values.textScale;
  }

  set(change: Partial<Choices>): void {
    // What another tab has chosen meanwhile stays.
    this.#values = {
      ...this.#values,
      ...(readStored('settings') === undefined ? {} : storedChoices()),
      ...change,
    };
    writeStored('settings', this.#values);
  }

  /** Puts the choices on the root element; run inside an effect. */
  apply(root: HTMLElement): void {
    applyLook(root, this);
  }
}

function watch(query: string, onChange: (matches: boolean) => void): boolean {
  if (typeof matchMedia === 'undefined') return false;
  const list = matchMedia(query);
  list.addEventListener('change', ({ matches }) => onChange(matches));
  return list.matches;
}

export const settings = new Settings();
