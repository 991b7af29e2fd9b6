/**
 * What the real 2.8.0 said to command lines that reach no broker: no arguments, help, version, unknown
 * options and abbreviations, of every tool, byte for byte.
 */
import { describe, expect, it } from 'vitest';
import { CLASSES } from '../../../../src/shell/kafka/tool-table.ts';
import { runTool } from './run-tool.ts';
import usages from './usages.json' with { type: 'json' };

for (const { mainClass, usage, runs } of usages) {
  const tool = CLASSES.find((each) => each.mainClass === mainClass);
  if (tool === undefined) continue;
  describe(mainClass, () => {
    for (const { line, code, out, err } of runs) {
      it(`says to '${line}' what the real one does`, () => {
        const ran = runTool(tool, line);
        expect(ran.err).toBe(err.replace('<usage>', usage));
        expect(ran.out).toBe(out.replace('<usage>', usage));
        expect(ran.code).toBe(code);
      });
    }
  });
}
