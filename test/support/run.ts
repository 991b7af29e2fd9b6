/** `tsx test/support/run.ts FILE [ARGUMENT…]`: runs a program from a bundle. */
import { resolve } from 'node:path';
import { importBundled } from './bundle.ts';

const [node, , file, ...words] = process.argv;
const path = resolve(file!);
process.argv = [node!, path, ...words];
await importBundled(path);
