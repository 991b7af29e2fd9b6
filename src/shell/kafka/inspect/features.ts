/**
 * kafka-features.sh: a cluster of 2.8 has no features.
 *
 * Mirrors: kafka.admin.FeatureCommand, 2.8.0.
 * Departs: asks only whether the cluster answers: no broker of this release supports a feature.
 */
import { describeCluster } from '../../../engine/kafka/index.ts';
import { closeAdmin, get } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { flag, optionalArg, requiredArg } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'REQUIRED: A comma-separated list of host:port pairs to use for establishing the connection to the Kafka cluster.',
    { describedAs: 'server to connect to', type: STRING },
  ),
  commandConfig: optionalArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client. This is used with --bootstrap-server option when required.',
    { describedAs: 'command config property file', type: STRING },
  ),
  describe: flag('describe', 'Describe supported and finalized features from a random broker.'),
  upgradeAll: flag(
    'upgrade-all',
    'Upgrades all finalized features to the maximum version levels known to the tool. This command finalizes new features known to the tool that were never finalized previously in the cluster, but it is guaranteed to not delete any existing feature.',
  ),
  downgradeAll: flag(
    'downgrade-all',
    'Downgrades all finalized features to the maximum version levels known to the tool. This command deletes unknown features from the list of finalized features in the cluster, but it is guaranteed to not add a new feature.',
  ),
  dryRun: flag(
    'dry-run',
    'Performs a dry-run of upgrade/downgrade mutations to finalized feature without applying them.',
  ),
};

const MAIN = 'kafka.admin.FeatureCommand.main(FeatureCommand.scala)';

function main(line: number): Frames {
  return [`kafka.admin.FeatureCommand$.main(FeatureCommand.scala:${line})`, MAIN];
}

export const featureCommand: Tool = {
  name: 'kafka-features.sh',
  mainClass: 'kafka.admin.FeatureCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = readCommandLine(Object.values(OPTIONS), input, output, [
      'kafka.admin.FeatureCommandOptions.<init>(FeatureCommand.scala:343)',
      ...main(38),
    ]);
    checkArgs(command);
    yield* open(command);
    let exit = 0;
    try {
      yield* get(describeCluster());
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      const shown = error.cause ?? error;
      output.err(`\nError encountered when executing command: ${shown.stackTrace}\n`);
      exit = 1;
    }
    yield* closeAdmin();
    return { exit };
  },
};

function checkArgs(command: CommandLine): void {
  const O = OPTIONS;
  command.helpIfNeeded('This tool describes and updates finalized features.');
  const actions = [O.describe, O.upgradeAll, O.downgradeAll].filter((one) => command.has(one));
  if (actions.length !== 1) {
    command.die(
      'Command must include exactly one action: --describe, --upgrade-all, --downgrade-all.',
    );
  }
  command.require(O.bootstrapServer);
  if (command.has(O.dryRun) && command.has(O.describe)) {
    command.die(
      'Command can contain --dry-run option only when either --upgrade-all or --downgrade-all actions are provided.',
    );
  }
}

function* open(command: CommandLine): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const frames = (line: number): Frames => [
    `kafka.admin.FeatureApis$.createAdminClient(FeatureCommand.scala:${line})`,
    'kafka.admin.FeatureApis.<init>(FeatureCommand.scala:80)',
    ...main(39),
  ];
  const properties = yield* loadGivenProperties(file, frames(300));
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(frames(304), openAdmin({ ...properties, 'bootstrap.servers': servers }));
}
