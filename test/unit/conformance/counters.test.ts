/**
 * What `mntr` counts, against the real server's own numbers: the transcripts compare most of these
 * figures as `<N>`, but their raw text has them.
 */
import { describe, expect, test } from 'vitest';
import { CaseWorld } from '../../conformance/case-world.ts';
import type { GoldenStep } from '../../conformance/golden-case.ts';
import { readGoldenCase } from '../../conformance/read-case.ts';
import { kinds } from '../../conformance/zookeeper/actors.ts';
import { zookeeperCases } from '../../conformance/zookeeper/cases.ts';
import type { ZooKeeperCase } from '../../conformance/zookeeper/golden-case.ts';

/** Those that depend on what happened alone, not on speed, nor on how often the recorder asked. */
const names = `proposal_count commit_count request_commit_queued prep_processor_request_queued
  sync_processor_request_queued outstanding_changes_queued outstanding_changes_removed watch_bytes
  learner_proposal_received_count learner_commit_received_count connection_request_count
  connection_revalidate_count revalidate_count looking_count diff_count snap_count response_bytes
  stale_sessions_expired connection_rejected cnt_election_time cnt_unavailable_time
  cnt_leader_unavailable_time cnt_follower_sync_time cnt_observer_sync_time cnt_snapshottime
  cnt_dbinittime cnt_startup_txns_loaded sum_startup_txns_loaded cnt_node_created_watch_count
  cnt_node_changed_watch_count sum_node_changed_watch_count cnt_node_children_watch_count
  sum_node_children_watch_count cnt_node_deleted_watch_count cnt_readlatency
  cnt_sync_processor_batch_size cnt_write_commit_proc_issued
  cnt_inflight_diff_count sum_inflight_diff_count cnt_connection_token_deficit`.split(/\s+/);

function figures(text: string): Record<string, string> {
  const all = [...text.matchAll(/^zk_(\w+)\t(.*)$/gm)].map(([, name, value]) => [name, value]);
  const byName = Object.fromEntries(all) as Record<string, string>;
  return Object.fromEntries(names.map((name) => [name, byName[name] ?? 'absent']));
}

function play(world: CaseWorld<ZooKeeperCase>, step: GoldenStep): string | null {
  const kind = kinds[step.kind ?? 'line'];
  if (kind?.does === 'start') {
    world.startProgram(step.actor, kind.launchOf(world, step));
    world.pass(1_500);
  } else if (kind?.does === 'line') {
    world.typeLine(step.actor, step.input ?? '');
    world.pass(500);
  } else if (kind?.does === 'command' && step.kind === '4lw') {
    const running = kind.begin(world, step);
    world.pass(500);
    return running(world).output;
  }
  return null;
}

describe('mntr', () => {
  for (const name of ['more-4lw-counts', '4lw-ens-leader', '4lw-ens-follower', '4lw-observer']) {
    test(`counts what the real server counted: ${name}`, () => {
      const golden = readGoldenCase(`test/golden/zookeeper/${name}.json`) as ZooKeeperCase;
      const world = new CaseWorld(golden, 1, zookeeperCases.scenarioOf(golden, 1));
      zookeeperCases.begin(world);
      for (const [index, step] of golden.steps.entries()) {
        const answer = play(world, step);
        if (answer === null || step.input !== 'mntr') continue;
        expect(figures(answer), `step ${index + 1}`).toEqual(figures(step.output));
      }
    });
  }
});
