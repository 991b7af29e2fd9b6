/**
 * Which server a client tries next: the list is shuffled once and then gone round.
 *
 * Mirrors: org.apache.zookeeper.client.StaticHostProvider (init, next, onConnected), 3.8.0.
 * Departs: updateServerList (rebalancing after a reconfiguration) is left out: zkCli.sh never calls
 * it; a name that resolves to several addresses counts as one.
 */
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger } from '../../kernel/random.ts';
import type { ServerAddress } from './connect-string.ts';

/** Plain data. */
export interface HostProvider {
  readonly servers: readonly ServerAddress[];
  readonly currentIndex: number;
  /** Where the last connection was made; going past it means that a whole round failed. */
  readonly lastIndex: number;
}

/** A provider whose order depends on the seed alone; gives the stream's next state back too. */
export function hostProvider(
  servers: readonly ServerAddress[],
  random: RandomState,
): readonly [HostProvider, RandomState] {
  const shuffled = [...servers];
  let state = random;
  for (let i = shuffled.length - 1; i > 0; i--) {
    let other: number;
    [other, state] = nextInteger(state, i + 1);
    const held = shuffled[i]!;
    shuffled[i] = shuffled[other]!;
    shuffled[other] = held;
  }
  return [{ servers: shuffled, currentIndex: -1, lastIndex: -1 }, state];
}

/** The next server to try, and whether every server was tried in vain (then the client sleeps). */
export function nextServer(provider: HostProvider): {
  readonly provider: HostProvider;
  readonly server: ServerAddress;
  readonly isRoundOver: boolean;
} {
  const currentIndex = (provider.currentIndex + 1) % provider.servers.length;
  const isRoundOver = currentIndex === provider.lastIndex;
  // The first attempt of all never sleeps.
  const lastIndex = provider.lastIndex === -1 ? 0 : provider.lastIndex;
  return {
    provider: { servers: provider.servers, currentIndex, lastIndex },
    server: provider.servers[currentIndex]!,
    isRoundOver,
  };
}

/** Remembers the server that took the session. */
export function onProviderConnected(provider: HostProvider): HostProvider {
  return { ...provider, lastIndex: provider.currentIndex };
}
