/**
 * Sizes for people: 1.5K, 64M.
 *
 * Mirrors: `human_readable` of gnulib.
 */

/** Bytes in powers of 1024, rounded up as `ls -h` and `du -h` do. */
export function humanSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (unit === 0) return String(bytes);
  const rounded = value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value);
  return (rounded < 10 ? rounded.toFixed(1) : String(Math.ceil(rounded))) + units[unit]!;
}
