/** The name under which a server is spawned: its main class without the package. */
export const SERVER_PROGRAM = 'QuorumPeerMain';
