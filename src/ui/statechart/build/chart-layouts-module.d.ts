/** The module that chart-layouts.ts makes: a layout for each machine, by the machine's id. */
declare module 'virtual:chart-layouts' {
  import type { ChartLayout } from '../layout.ts';
  const layouts: Readonly<Record<string, ChartLayout>>;
  export default layouts;
}
