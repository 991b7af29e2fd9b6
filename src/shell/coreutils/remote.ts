/**
 * `ssh` and `scp`: no host of the playground listens on port 22, so that they come to the same end as
 * the real ones where nobody answers.
 *
 * Mirrors: OpenSSH 9.2.
 * Departs: a refused connection is told where a terminal of the other host is found.
 */
import { readOptions } from '../program/options.ts';
import type { Call, Program } from '../program/program.ts';
import { cp } from './copy.ts';

const SSH_USAGE =
  'usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]\n' +
  '           [-b bind_address] [-c cipher_spec] [-D [bind_address:]port]\n' +
  '           [-E log_file] [-e escape_char] [-F configfile] [-I pkcs11]\n' +
  '           [-i identity_file] [-J [user@]host[:port]] [-L address]\n' +
  '           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]\n' +
  '           [-Q query_option] [-R address] [-S ctl_path] [-W host:port]\n' +
  '           [-w local_tun[:remote_tun]] destination [command [argument ...]]\n';

const SCP_USAGE =
  'usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n' +
  '           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]\n' +
  '           [-P port] [-S program] [-X sftp_option] source ... target\n';

const LOST = 255;

/** Why there is no connection, in the words of ssh, which scp runs too. */
function failToConnect(call: Call, destination: string, port: string): void {
  const host = destination.replace(/^ssh:\/\//, '').replace(/^.*@/, '');
  if (call.env.host.resolve(host) === undefined) {
    return call.err(`ssh: Could not resolve hostname ${host}: Name or service not known\n`);
  }
  const hint = `open a terminal on ${host} in the page instead`;
  call.err(`ssh: connect to host ${host} port ${port}: Connection refused (${hint})\n`);
}

const ssh: Program<object> = {
  name: 'ssh',
  summary: 'A shell on another host; here the page opens terminals.',
  synopsis: '[OPTION]... destination [command]',
  start(call) {
    const short = '46AaCfGgKkMNnqsTtVvXxYyB:b:c:D:E:e:F:I:i:J:L:l:m:O:o:p:Q:R:S:W:w:';
    const options = readOptions(call, { short, stopsAtOperand: true });
    if (options === undefined) return LOST;
    const [destination] = options.operands;
    if (destination === undefined) call.err(SSH_USAGE);
    else failToConnect(call, destination, options.value('p') ?? '22');
    return LOST;
  },
};

const scp: Program<object> = {
  name: 'scp',
  summary: 'Copies files between hosts; here the page does.',
  synopsis: '[OPTION]... source... target',
  start(call) {
    const short = '346ABCOpqRrsTvc:D:F:i:J:l:o:P:S:X:';
    const options = readOptions(call, { short });
    if (options === undefined) return 1;
    const { operands } = options;
    if (operands.length < 2) {
      call.err(SCP_USAGE);
      return 1;
    }
    // It begins with the first source; the target's host comes after a source of this host.
    const host = hostOf(operands[0]!) ?? hostOf(operands.at(-1)!) ?? firstHost(operands);
    if (host === null) return copyHere(call, operands, options.has('r'));
    failToConnect(call, host, options.value('P') ?? '22');
    call.err('scp: Connection closed\n');
    return LOST;
  },
};

/** The host of `[user@]host:path`; null: a file of this host, which may have a colon behind a slash. */
function hostOf(operand: string): string | null {
  const [, inBrackets, name] = /^(?:[^/@]*@)?(?:\[([^\]]+)\]|([^/:]+)):/.exec(operand) ?? [];
  return inBrackets ?? name ?? null;
}

function firstHost(operands: readonly string[]): string | null {
  return operands.map(hostOf).find((host) => host !== null) ?? null;
}

/** As the real one, it leaves a copy within the host to cp. */
function copyHere(call: Call, operands: readonly string[], isRecursive: boolean): number {
  const complain = (message: string): void => call.err(`cp: ${message}\n`);
  const words = [...(isRecursive ? ['-r'] : []), '--', ...operands];
  return cp.start({ ...call, words, complain }) === 0 ? 0 : 1;
}

export const remotes: readonly Program<object>[] = [ssh, scp];
