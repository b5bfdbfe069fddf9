// The client over its real transport against the real API server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { configMaps, events, leases } from "#api";
import { isNotFound } from "#apimachinery";
import { systemClock } from "#base";
import { startTestApiServer } from "#testing";
import { DiscoveryClient } from "../discovery/discovery-client.ts";
import { createClient } from "../dynamic/dynamic-client.ts";
import { createEventRecorder } from "../event-recorder/api-event-recorder.ts";
import { createInformerFactory } from "../informers/shared-informer-factory.ts";
import { loadKubeconfig, resolveContext } from "../kubeconfig/load-kubeconfig.ts";
import { LeaderElector } from "../leader-election/leader-elector.ts";
import { HttpsTransport } from "./https-transport.ts";

test("a kubeconfig, HTTPS, writes, a watch and discovery work against the API server", async (context) => {
  const server = await startTestApiServer({ https: true });
  const config = await loadKubeconfig({ explicitPath: server.kubeconfig, homeDirectory: "/" });
  const { transport: options } = await resolveContext(config, { clock: systemClock });
  const transport = new HttpsTransport(options);
  const client = createClient(transport);
  const informers = createInformerFactory({ client, clock: systemClock });
  context.after(async () => {
    await informers.stop();
    await transport.close();
    await server.stop();
  });
  const maps = client.resource(configMaps);
  await maps.create("default", { metadata: { name: "a" }, data: { key: "ä" } });
  const informer = informers.informer(configMaps);
  const changed = Promise.withResolvers<string>();
  informer.addHandler({ update: (map) => changed.resolve(map.data?.["key"] ?? "") });
  informers.start();
  await informers.synced();
  assert.equal(informer.lister.get("default", "a")?.data?.["key"], "ä");
  await maps.patch("default", "a", { data: { key: "b" } }, { type: "merge" });
  assert.equal(await changed.promise, "b");
  await maps.delete("default", "a");
  await assert.rejects(maps.get("default", "a"), isNotFound);
  const discovery = new DiscoveryClient(client);
  assert.match((await discovery.serverVersion()).gitVersion, /^v1\.36\./);
  const resources = await discovery.preferredResources();
  assert.ok(resources.some((resource) => resource.resource === "deployments"));
});

test("the event recorder and leader election work against the API server", async (context) => {
  const server = await startTestApiServer();
  context.after(() => server.stop());
  const { client } = server;
  const recorder = createEventRecorder({ client, clock: systemClock, component: "test" });
  const map = await client.resource(configMaps).create("default", { metadata: { name: "a" } });
  const event = { type: "Warning", reason: "Failed", message: "It did not work" } as const;
  for (let count = 0; count < 3; count++) recorder.event(map, event);
  await recorder.flush();
  const { items } = await client.resource(events).list({ namespace: "default" });
  assert.deepEqual(
    items.map((item) => [item.reason, item.count, item.involvedObject.uid]),
    [["Failed", 3, map.metadata.uid]],
  );
  const elector = new LeaderElector({
    client,
    clock: systemClock,
    namespace: "kube-system",
    leaseName: "test",
    identity: "me",
  });
  const stop = new AbortController();
  await elector.run(async () => {
    const lease = await client.resource(leases).get("kube-system", "test");
    assert.equal(lease.spec.holderIdentity, "me");
  }, stop.signal);
  const released = await client.resource(leases).get("kube-system", "test");
  assert.equal(released.spec.holderIdentity ?? "", "");
});
