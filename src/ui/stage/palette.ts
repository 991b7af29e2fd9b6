/** The theme's colours as a canvas needs them. */
import type { Channel, Tone } from '../../engine/index.ts';

export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly line: string;
  readonly accent: string;
  readonly danger: string;
  readonly channels: Readonly<Record<Channel, string>>;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    surface: of('--surface'),
    ink: of('--ink'),
    line: of('--line-strong'),
    accent: of('--accent'),
    danger: of('--danger'),
    channels: {
      client: of('--message-client'),
      data: of('--message-leading'),
      control: of('--message-searching'),
      other: of('--ink-soft'),
    },
    tones: {
      client: of('--message-client'),
      leading: of('--message-leading'),
      following: of('--message-following'),
      searching: of('--message-searching'),
      failed: of('--ink-soft'),
      plain: of('--ink-soft'),
    },
    font: style.fontFamily,
  };
}
