/**
 * What a transaction coordinator remembers.
 *
 * Mirrors: kafka.coordinator.transaction.TransactionCoordinator, TransactionMetadata, 2.8.0.
 */

export interface TransactionCoordinatorState {
  readonly isActive: boolean;
}
