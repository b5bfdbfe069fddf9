// The last file of a run: the shared cluster goes, and nothing of it may stay: no process, mount,
// namespace, cgroup or directory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterTraces, deleteSharedCluster, reasonToSkip, testHome } from "#testing/cluster";

const skip = reasonToSkip();

test("the shared cluster leaves nothing behind", { ...(skip && { skip }) }, async () => {
  const name = await deleteSharedCluster();
  assert.deepEqual(clusterTraces(name, testHome), []);
});
