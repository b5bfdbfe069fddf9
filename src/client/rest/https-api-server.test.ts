// The client over its real transport against the real API server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { configMaps } from "#api";
import { isNotFound } from "#apimachinery";
import { systemClock } from "#base";
import { startTestApiServer } from "#testing";
import { DiscoveryClient } from "../discovery/discovery-client.ts";
import { createClient } from "../dynamic/dynamic-client.ts";
import { createInformerFactory } from "../informers/shared-informer-factory.ts";
import { loadKubeconfig, resolveContext } from "../kubeconfig/load-kubeconfig.ts";
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
