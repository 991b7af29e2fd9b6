/** Lines of a zoo.cfg as a learner types them, and back. Pure. */
export interface ParsedConfig {
  readonly config: Readonly<Record<string, string>>;
  /** Number of the first line that is not `key=value`; null when all are. */
  readonly badLine: number | null;
}

export function parseConfig(text: string): ParsedConfig {
  const config: Record<string, string> = {};
  let badLine: number | null = null;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const at = line.indexOf('=');
    if (at <= 0) badLine ??= index + 1;
    else config[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  });
  return { config, badLine };
}

export function configText(config: Readonly<Record<string, string>>): string {
  return Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}
