/** Fields of a record that comes from outside, checked one by one. */

export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length < 2000;
}

export function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

export function isCount(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

export function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one));
}

/** Two times of which the first is no longer than the second, at most a minute. */
export function isRange(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((one) => typeof one === 'number' && one >= 0 && one <= 60_000) &&
    value[0] <= value[1]
  );
}

/** The fields that are there. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The fields without what is the default anyway; an empty record always is. */
export function withoutUsual(fields: Fields, usual: Fields): Fields {
  const told = Object.entries(given(fields)).filter(
    ([key, value]) => usual[key] !== value && !(isRecord(value) && Object.keys(value).length === 0),
  );
  return Object.fromEntries(told);
}
