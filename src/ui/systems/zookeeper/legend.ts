/** What the stage's shapes and colours stand for in a ZooKeeper ensemble. */
import type { Channel, Glyph, Tone } from '../../../engine/index.ts';
import type { Legend } from '../system-ui.ts';
import { words } from './words.ts';

const ROLES: readonly (readonly [
  keyof ReturnType<typeof words>['legend']['roles'] & Glyph,
  Tone,
])[] = [
  ['star', 'leading'],
  ['ring', 'following'],
  ['eye', 'following'],
  ['lens', 'searching'],
  ['square', 'leading'],
];
const CHANNELS = ['client', 'data', 'control'] as const satisfies readonly Channel[];
const TONES = ['client', 'leading', 'following', 'searching'] as const satisfies readonly Tone[];

export const legend: Legend = {
  roles: () => ROLES.map(([glyph, tone]) => ({ glyph, tone, text: words().legend.roles[glyph] })),
  channels: () => CHANNELS.map((channel) => ({ channel, text: words().legend.channels[channel] })),
  tones: () => TONES.map((tone) => ({ tone, text: words().legend.tones[tone] })),
  controlLine: () => words().legend.controlLine,
};
