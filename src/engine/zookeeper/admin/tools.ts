/**
 * The door of the administrator's tools: what the scripts in `bin` need of the engine.
 *
 * Read next: txn-log-toolkit.ts, snapshot-formatter.ts, purge-tool.ts.
 */
export { inHashOrder } from '../../java/hash-order.ts';
export { runPurgeTool } from './purge-tool.ts';
export { compareSnapshots } from './snapshot-comparer.ts';
export { formatSnapshot } from './snapshot-formatter.ts';
export type { ToolResult } from './tool-result.ts';
export { runTxnLogToolkit } from './txn-log-toolkit.ts';
export { FULL_VERSION, VERSION_INFO } from './version-text.ts';
