/**
 * Which replicas a reassignment adds and removes.
 *
 * Mirrors: kafka.controller.ReplicaAssignment, 2.8.0.
 */
import type { ReplicaAssignment } from '../zk/topic-znodes.ts';
import { distinct } from './context-queries.ts';

/** Elements of the one that are not in the other (no id stands twice in either). */
export function difference(from: readonly number[], other: readonly number[]): readonly number[] {
  return from.filter((id) => !other.includes(id));
}

/** Without those that are being added. */
export function originReplicas({ replicas, addingReplicas }: ReplicaAssignment): readonly number[] {
  return difference(replicas, addingReplicas);
}

/** Without those that are being removed. */
export function targetReplicas({
  replicas,
  removingReplicas,
}: ReplicaAssignment): readonly number[] {
  return difference(replicas, removingReplicas);
}

export function isReassigned({ addingReplicas, removingReplicas }: ReplicaAssignment): boolean {
  return addingReplicas.length > 0 || removingReplicas.length > 0;
}

/** The target replicas first, in their order; then those that have to go. */
export function reassignTo(
  assignment: ReplicaAssignment,
  target: readonly number[],
): ReplicaAssignment {
  const origin = originReplicas(assignment);
  const replicas = distinct([...target, ...origin]);
  return {
    replicas,
    addingReplicas: difference(replicas, origin),
    removingReplicas: difference(replicas, target),
  };
}

export function isSameAssignment(a: ReplicaAssignment, b: ReplicaAssignment): boolean {
  return assignmentText(a) === assignmentText(b);
}

/** ReplicaAssignment.toString. */
export function assignmentText({
  replicas,
  addingReplicas,
  removingReplicas,
}: ReplicaAssignment): string {
  return (
    `ReplicaAssignment(replicas=${replicas.join(',')}, addingReplicas=${addingReplicas.join(',')}, ` +
    `removingReplicas=${removingReplicas.join(',')})`
  );
}
