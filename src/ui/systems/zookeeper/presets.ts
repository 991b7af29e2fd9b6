/** Ensembles that the form offers. */
import { t } from '../../i18n/i18n.svelte.ts';

interface Preset {
  readonly label: string;
  readonly servers: number;
  readonly observers: number;
}

/** Reactive: in the language that is chosen. */
export function presets(): readonly Preset[] {
  const words = t().sandbox;
  return [
    { label: words.presetStandalone, servers: 1, observers: 0 },
    { label: words.presetThree, servers: 3, observers: 0 },
    { label: words.presetFive, servers: 5, observers: 0 },
    { label: words.presetObservers, servers: 3, observers: 2 },
    { label: words.presetTwo, servers: 2, observers: 0 },
    { label: words.presetSeven, servers: 7, observers: 0 },
  ];
}
