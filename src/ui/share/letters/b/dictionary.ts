/**
 * Text that the compression of links knows beforehand: what people type here, rarest first. It
 * belongs to its letter: a change makes every link of that letter unreadable, so another dictionary is
 * another file of a new letter.
 */
export const DICTIONARY = [
  '"config":{"tickTime":"2000","initLimit":"10","syncLimit":"5","maxClientCnxns":"60",',
  '"minSessionTimeout":"4000","maxSessionTimeout":"40000","snapCount":"100000","reconfigEnabled":"true",',
  '"standaloneEnabled":"false","4lw.commands.whitelist":"*","serverConfig":{"properties":["-Dmutant=',
  '"layout":"oneHost","started":"none","latencyMs":[,"syncMs":[,"clientHosts":2,"observers":1,"seed":',
  '{"lesson":"","place":,"servers":5}{"servers":1}{"servers":3,"seed":}',
  'zkSnapShotToolkit.sh zkTxnLogToolkit.sh zkCleanup.sh -n 3 reconfig -remove -add -members getAllChildrenNumber /',
  'setquota -n -N -b -B listquota delquota addWatch -m PERSISTENT_RECURSIVE removewatches printwatches ',
  'addauth digest user:password setAcl getAcl world:anyone:cdrwa auth::r ip:10.0.0.101 getEphemerals history redo ',
  'closeconnect config -c version whoami sync / connect zk2:2181 echo mntr | nc localhost 2181\n',
  'echo ruok | nc zk1 2181\necho srvr | nc zk3 2181\necho stat | nc zk2 2181\n',
  'cat /opt/zookeeper/conf/zoo.cfg\ncat /var/lib/zookeeper/myid\nls -l /var/lib/zookeeper/version-2\n',
  'tail -n 20 /opt/zookeeper/logs/zookeeper-root-server-zk1.out\nps aux\nkill -9 \nsleep 1\nclear\nhelp\n',
  'zkServer.sh status\nzkServer.sh stop\nzkServer.sh start\nzkServer.sh restart\n',
  '\u000f0,2,"\n\u000f2,1\n\u000f6,"client1"\n\u000f5,"zk3"\n\u000f6,"zk2"\n',
  '\u000f8,"cut zk1 zk2"\n\u000f8,"isolate zk3"\n\u000f8,"slow disk zk2"\n',
  '\u000f7,{"id":"slow disk zk3","kind":"slowDisk","host":"zk3","extraMs":800}\n',
  '\u000f7,{"id":"slow zk1 > zk2","kind":"latency","from":"zk1","to":"zk2","extraMs":20}\n',
  '\u000f7,{"id":"isolate zk1","kind":"cut","from":"zk1","to":"*","isTwoWay":true}\n',
  '\u000f7,{"id":"cut zk1 zk3","kind":"cut","from":"zk1","to":"zk3","isTwoWay":true}\n',
  '\u000f3,"zk1/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg","STOP"]\n',
  '\u000f4,"zk3/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg"\n',
  '\u000f3,"zk2/QuorumPeerMain /opt/zookeeper/conf/zoo.cfg","KILL"\n',
  '\u000f1,"zk1"\n\u000f1,"client2"\n\u000f1,"client1"\n',
  'deleteall /workers\ndelete /config/feature\nset /config/timeout 3000\nset -v 0 /counter 1\n',
  'create -c /jobs\ncreate -t 5000 /cache\ncreate -s /queue/item- "job"\ncreate -s -e /election/n_ \n',
  'create -e -s /locks/lock-\ncreate -e /services/worker-1 \ncreate -e /master "client1"\n',
  'create /app "hello"\ncreate /services "one"\ncreate /services/config \ncreate /tasks\n',
  'ls -w /workers\nls -R /\nls -s /services\nstat -w /config\nstat /services\nget -s /config\nget -w /config\nget /app\n',
  'ls /services\nls /zookeeper\nls /\nquit\nzkCli.sh -timeout 5000 -server zk1:2181,zk2:2181,zk3:2181\n',
  'zkCli.sh -server zk3:2181\nzkCli.sh -server zk2:2181\nzkCli.sh -server zk1:2181\n\u0011\u0012\u0011',
].join('');
