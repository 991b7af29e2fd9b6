/** Roles at the very events that made them: for views that show what came first. */
import { inSlices } from '../app/breath.ts';
import type { Session } from './session.svelte.ts';

/** While time runs, marks of roles stand at the end of the frame that saw them change. */
export async function sharpenMarks(session: Session): Promise<void> {
  const { keeper, timeline } = session;
  await inSlices(keeper.sharpen(timeline));
  if (session.keeper === keeper && session.marks !== keeper.marks) session.marks = keeper.marks;
}
