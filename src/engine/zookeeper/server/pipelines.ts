/**
 * The chains of request processors by the role that uses them. Each module of a chain enters it here
 * when it is loaded, so that the server need not know the roles.
 *
 * Mirrors: the setupRequestProcessors methods of the servers, 3.8.0.
 * Read next: pipeline.ts (the contract), standalone-pipeline.ts.
 */
import type { RequestPipeline } from './pipeline.ts';
import type { PipelineName, ServerTurn } from './server-state.ts';

const pipelines = new Map<PipelineName, RequestPipeline>();

/** Enters a chain. For the top level of the module that holds it. */
export function definePipeline(pipeline: RequestPipeline): RequestPipeline {
  pipelines.set(pipeline.name, pipeline);
  return pipeline;
}

/** The chain that serves clients now. Only while a server is serving. */
export function pipelineOf(turn: ServerTurn): RequestPipeline {
  const { pipeline } = turn.state.server!;
  const chain = pipelines.get(pipeline);
  if (chain === undefined) throw new Error(`no request pipeline for ${pipeline}`);
  return chain;
}
