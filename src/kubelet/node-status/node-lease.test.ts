import assert from "node:assert/strict";
import { test } from "node:test";
import { leases } from "#api";
import type { Lease } from "#api/coordination/v1";
import { serviceUnavailable } from "#apimachinery";
import { FakeClock } from "#base";
import { createClient, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import { NodeLease } from "./node-lease.ts";

test("NodeLease makes its lease, renews it every 10 s, and recovers from failures", async (t) => {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const client = createClient(server, { clock, maxRetries: 0 });
  const lease = new NodeLease({ clock, log: silentLogger, client, nodeName: "n1" });
  t.after(() => lease.stop());
  const read = (): Promise<Lease> => client.resource(leases).get("kube-node-lease", "n1");
  lease.start({ metadata: { name: "n1", uid: "node-uid" }, spec: {} });
  await clock.advanceAsync(10);
  const first = await read();
  assert.equal(first.spec.holderIdentity, "n1");
  assert.equal(first.spec.leaseDurationSeconds, 40);
  assert.match(first.spec.renewTime ?? "", /^\d{4}-.*T.*\.\d{6}Z$/);
  assert.equal(first.metadata.ownerReferences?.[0]?.uid, "node-uid");
  await clock.advanceAsync(10_000);
  const second = await read();
  assert.notEqual(second.spec.renewTime, first.spec.renewTime);
  server.reactor = ({ method }) => {
    if (method === "PATCH") throw serviceUnavailable("down");
  };
  await clock.advanceAsync(11_000);
  assert.equal((await read()).spec.renewTime, second.spec.renewTime);
  server.reactor = undefined;
  await clock.advanceAsync(7000);
  assert.notEqual((await read()).spec.renewTime, second.spec.renewTime);
});
