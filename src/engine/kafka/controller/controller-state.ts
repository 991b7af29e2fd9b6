/**
 * What a broker keeps as (possible) controller.
 *
 * Mirrors: kafka.controller.KafkaController, ControllerContext, 2.8.0.
 */

export interface ControllerState {
  /** Id of the controller as /controller says; -1: none. */
  readonly activeControllerId: number;
  readonly epoch: number;
  readonly epochZkVersion: number;
}
