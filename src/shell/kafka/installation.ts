/**
 * What Kafka's release brings to a host.
 *
 * Mirrors: the scripts in `bin` and their main classes, 2.8.0.
 * Read next: tool-table.ts, run-class.ts, tool/tool-program.ts.
 */
import type { Behavior } from '../../engine/index.ts';
import { BROKER_PROGRAM, KAFKA_HOME } from '../../engine/kafka/index.ts';
import type { Installation } from '../program/installations.ts';
import { runClass } from './run-class.ts';
import { SCRIPT_TOOLS } from './tool-table.ts';
import { toolProgram } from './tool/tool-program.ts';

const programs = SCRIPT_TOOLS.map((tool) => [tool.name, toolProgram(tool) as Behavior] as const);

/** Scripts whose process is Java's, with the main class. */
const mainClasses = SCRIPT_TOOLS.filter(({ onSignal, mainClass }) => {
  return onSignal !== 'forward' && mainClass !== '';
}).map(({ name, mainClass }) => [name, mainClass] as const);

export const kafkaInstallation: Installation = {
  title: 'Kafka',
  folder: `${KAFKA_HOME}/bin`,
  programs: { ...Object.fromEntries(programs), 'kafka-run-class.sh': runClass },
  tools: [],
  mainClasses: { ...Object.fromEntries(mainClasses), [BROKER_PROGRAM]: 'kafka.Kafka' },
  readers: SCRIPT_TOOLS.filter(({ reads }) => reads).map(({ name }) => name),
  messageOf: () => null,
};
