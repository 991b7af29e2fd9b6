/**
 * The door of Kafka's part of the shell. Importing it makes Kafka known.
 *
 * Read next: installation.ts.
 */
import { kafka } from '../../engine/kafka/index.ts';
import { addToShell } from '../index.ts';
import { kafkaInstallation } from './installation.ts';

/** Makes Kafka known to engine and shell. */
export function addKafka(): void {
  addToShell(kafka, kafkaInstallation);
}
