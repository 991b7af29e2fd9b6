/**
 * What a group coordinator remembers.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator, GroupMetadata, 2.8.0.
 */

export interface GroupCoordinatorState {
  readonly isActive: boolean;
}
