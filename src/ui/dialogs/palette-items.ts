/** The palette's commands for the running world. */
import type { Messages } from '../i18n/messages.ts';
import type { Session } from '../session/session.svelte.ts';
import { hostOffers, linkOffers, offersOf, worldOffers } from '../commands/offers.ts';
import type { Offer } from '../commands/offers.ts';

export interface PaletteItem {
  readonly label: string;
  /** A key or a command line. */
  readonly detail: string;
  readonly run: () => void;
}

/** The list of shortcuts says it in small letters. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function sessionItems(session: Session, words: Messages): readonly PaletteItem[] {
  const { world } = session.timeline;
  const hosts = session.hosts.flatMap((host): readonly PaletteItem[] => [
    {
      label: words.palette.selectHost(host.name),
      detail: host.ip,
      run: () => session.select({ kind: 'host', host: host.name }),
    },
    ...hostOffers(host, world).map((offer) => ({
      label: `${host.name}: ${words.offer[offer.name]} ${offer.object}`,
      detail: offer.command,
      run: () => session.act(offer.actions),
    })),
  ]);
  const chosen = session.selection?.kind === 'connection' ? offersOf(session) : [];
  const links = onePerPair(session.connections).flatMap(([a, b]) => linkOffers(a, b, world));
  const between = once([...chosen, ...worldOffers(session), ...links]).map((offer) => ({
    label: `${words.offer[offer.name]} ${offer.object}`,
    detail: offer.command,
    run: () => session.act(offer.actions),
  }));
  return [
    { label: sentence(words.shortcuts.playPause), detail: 'Space', run: () => session.toggle() },
    { label: words.time.stepEvent, detail: '.', run: () => session.stepEvent() },
    { label: words.time.stepMessage, detail: 'n', run: () => session.stepMessage() },
    { label: words.time.stepBack, detail: ',', run: () => session.stepBack() },
    { label: words.time.goLive, detail: 'l', run: () => session.goLive() },
    ...between,
    ...hosts,
  ];
}

/** Pairs of hosts that have connections between them. */
function onePerPair(connections: Session['connections']): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const { from, to } of connections) {
    if (from.host === to.host) continue;
    const [a, b] = [from.host, to.host].sort() as [string, string];
    pairs.set(`${a} ${b}`, [a, b]);
  }
  return [...pairs.values()];
}

/** Each offer once, whatever it was found by. */
function once(offers: readonly Offer[]): readonly Offer[] {
  return [...new Map(offers.map((offer) => [`${offer.name} ${offer.object}`, offer])).values()];
}
