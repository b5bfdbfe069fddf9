import assert from "node:assert/strict";
import { test } from "node:test";
import { leases } from "#api";
import type { Lease } from "#api/coordination/v1";
import { FakeClock, seededRandom } from "#base";
import { createClient } from "../dynamic/dynamic-client.ts";
import { FakeApiServer } from "../rest/fake-api-server.ts";
import { LeaderElector } from "./leader-elector.ts";

function setUp() {
  const clock = new FakeClock();
  const server = new FakeApiServer({ clock });
  const candidates = ["a", "b"].map((identity) => {
    const transport = new FakeApiServer({ clock });
    const client = createClient(
      {
        request: (request) => (cut.has(identity) ? never() : server.request(request)),
        close: () => transport.close(),
      },
      { clock },
    );
    const elector = new LeaderElector({
      client,
      clock,
      random: seededRandom(1),
      namespace: "kube-system",
      leaseName: "cox",
      identity,
    });
    const stop = new AbortController();
    const log: string[] = [];
    const run = elector.run(async (signal) => {
      log.push("leads");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      log.push("stops");
    }, stop.signal);
    return { elector, stop, log, run };
  });
  const lease = (): Lease => server.store.get(leases, "kube-system", "cox") as unknown as Lease;
  return { clock, candidates, lease };
}

const cut = new Set<string>();
const never = (): Promise<never> => Promise.reject(new Error("connection refused"));

test("run() lets one lead and hands over at once on a clean stop", async () => {
  const { clock, candidates, lease } = setUp();
  const [a, b] = candidates;
  await clock.advanceAsync(5000, 500);
  assert.deepEqual([a?.log, b?.log], [["leads"], []]);
  assert.equal(b?.elector.leader, "a");
  a?.stop.abort();
  await a?.run;
  assert.equal(lease().spec.holderIdentity, "");
  await clock.advanceAsync(5000, 500);
  assert.deepEqual([a?.log, b?.log], [["leads", "stops"], ["leads"]]);
  b?.stop.abort();
  await b?.run;
});

test("run() steps down when it cannot renew, before another may lead", async () => {
  const { clock, candidates, lease } = setUp();
  const [a, b] = candidates;
  await clock.advanceAsync(4000, 500);
  cut.add("a");
  await clock.advanceAsync(12_500, 500);
  assert.deepEqual([a?.log, b?.log], [["leads", "stops"], []]);
  await a?.run;
  await clock.advanceAsync(10_000, 500);
  assert.deepEqual(b?.log, ["leads"]);
  assert.equal(lease().spec.holderIdentity, "b");
  assert.equal(lease().spec.leaseTransitions, 1);
  cut.clear();
  b?.stop.abort();
  await b?.run;
});
