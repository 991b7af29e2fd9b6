/**
 * A whole number with a comma at each thousand, as English and Chinese write it. By hand, because the
 * browser's `toLocaleString` reads its tables when it is first asked, which keeps a telephone waiting
 * for fifty milliseconds.
 */
export function number(whole: number): string {
  return String(whole).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
