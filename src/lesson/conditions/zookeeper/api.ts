/** The lesson API of a lesson on ZooKeeper: all of the general one, and what speaks of ensembles. */
export * from '../../api.ts';
export * from './actions.ts';
export * from './fault.ts';
export * from './history.ts';
export * from './server.ts';
export * from './session.ts';
export * from './znode.ts';
