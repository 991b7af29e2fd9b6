/**
 * The lines of the release that is installed.
 *
 * Read next: state-change-lines.ts.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import { isOlderRelease } from './ibp.ts';
import type { StateChangeLines } from './state-change-lines.ts';
import { LINES_OF_2_2 } from './state-change-lines-2-2.ts';
import { LINES_OF_2_8 } from './state-change-lines-2-8.ts';

export function stateChangeLines({ state }: BrokerTurn): StateChangeLines {
  return isOlderRelease(state.config) ? LINES_OF_2_2 : LINES_OF_2_8;
}
