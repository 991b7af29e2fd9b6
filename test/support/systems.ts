/** Before every test file: all systems of the page are known, as in a sandbox. */
import { loadSystems } from '../../src/ui/systems/load-system.ts';

await loadSystems();
