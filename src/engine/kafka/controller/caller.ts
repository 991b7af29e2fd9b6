/**
 * Whom an answer of the controller goes to.
 *
 * Mirrors: the callbacks of ControllerEvent. It is the broker's RequestRef (server/broker-state.ts), which
 * the controller's state cannot name without a circle: the broker's state has the controller's in it.
 */

export interface Caller {
  readonly connection: number;
  readonly correlationId: number;
  readonly apiVersion: number;
  readonly clientId: string;
  readonly clientHost: string;
}
