/** Scripts of a sandbox in the names of an ensemble. */

const EXAMPLE = `wait for leader
client1: zkCli.sh -server zk1:2181,zk2:2181,zk3:2181
+3s client1: create /before 1
+2s kill leader
wait for leader
+2s client1: create /after 2`;

const HELP = `wait for leader        +2s …        +500ms …        # …
open client1           client1: ls /        client1#2: ls /        ^C client1
kill | stop | start | restart | pause | resume   zk1 | server.1 | leader | follower
power off zk1          power on zk1
cut zk1 zk2            cut zk1 > zk2        heal zk1 zk2        heal all
isolate zk1            rejoin zk1
slow disk zk1 200      fast disk zk1        slow zk1 > zk2 50   fast zk1 > zk2`;

export const scripts = { example: EXAMPLE, help: HELP } as const;
