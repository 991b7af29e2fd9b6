/** The module that the build makes from the sources' header comments. */
declare module 'virtual:fidelity-ledger' {
  const rows: readonly import('./ledger-row.ts').LedgerRow[];
  export default rows;
}
