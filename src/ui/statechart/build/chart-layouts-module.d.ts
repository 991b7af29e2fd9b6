/** The module that chart-layouts.ts makes: a layout for each machine, by the machine's id. */
declare module 'virtual:chart-layouts' {
  const layouts: Readonly<Record<string, import('../layout.ts').ChartLayout>>;
  export default layouts;
}
