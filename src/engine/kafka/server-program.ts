/** The name under which a broker is spawned: its main class without the package. */
export const BROKER_PROGRAM = 'Kafka';
