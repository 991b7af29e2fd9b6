/** ZooKeeper's words on the page, in English. */
export const en = {
  provoke: {
    splitVote: 'A split vote',
    zombieLeader: 'A zombie leader',
    twoLeaders: 'Two servers that both believe they lead',
    lateClient: 'A session that expires one tick before its client is back',
    loneLeader: 'A leader that does not know it is alone',
    frozenLeader: 'A leader in a long pause',
    leaderDies: 'The leader dies',
    noMajority: 'One server too few for a majority',
    electAnew: 'Everybody restarts at once',
    slowFollower: 'A follower with a slow disk',
    lostClient: 'A client that nobody hears',
    blackout: 'The power fails everywhere',
  },
  watch: {
    splitVote:
      'Both halves agree among themselves and stay LOOKING: no candidate has a majority of all voters. Heal everything, and the next votes decide.',
    zombieLeader:
      'The others elect a new leader with a higher epoch while the old one sleeps. When it wakes up it is LEADING still; look at what its closed connections and its lower epoch make of that.',
    twoLeaders:
      'What the old leader sends is lost, and the answers it gets are old: for some ticks two servers are LEADING. Write through both: only the one with a majority can commit. Then see when the other gives up, and why.',
    lateClient:
      'The client is cut off until its session has expired, plus one tick. See the ephemeral znode vanish first, and what the client is told when it comes back.',
    loneLeader:
      'It hears no follower and cannot tell a cut from deaths. Count the ticks until it stops leading; a write through it meanwhile is never answered.',
    frozenLeader:
      'A paused process loses nothing but time. Its followers give it up after syncLimit ticks and elect another.',
    leaderDies:
      'Connections close at once, so the followers know at once. Watch the votes: who wins, and why that one?',
    noMajority:
      'The rest is healthy and yet answers nobody: try a read and a write. Start one server again.',
    electAnew: 'All vote at the same time. The epoch grows by one; does the same server win?',
    slowFollower:
      'Write something: the commit does not wait for the slow one, since a majority is enough. Read through it right away.',
    lostClient:
      'After two thirds of its timeout the client gives the server up and looks for another, in vain. Plug it in again before the session expires, or after.',
    blackout:
      'What was neither synced nor written back in time is gone, what was acknowledged must not be. Power the hosts on and look.',
  },
  facets: {
    path: 'about this znode or below it, with the ACKs and COMMITs of its changes',
    zxid: 'about one transaction',
    session: 'of one client’s session',
  },
  facts: {} as Readonly<Record<string, string>>,
  legend: {
    roles: {
      star: 'leads',
      ring: 'follows and votes',
      eye: 'observes, has no vote',
      lens: 'looks for a leader',
      square: 'stands alone',
    },
    channels: {
      client: 'between client and server',
      data: 'between leader and learner',
      control: 'of an election',
    },
    tones: {
      client: 'a client',
      leading: 'the leader, or who stands alone',
      following: 'a follower or observer',
      searching: 'who looks for a leader',
    },
    controlLine: 'for elections',
  },
};

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** What each language must have. */
export type ZooKeeperWords = Texts<typeof en>;
