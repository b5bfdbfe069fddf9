import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../dynamic/dynamic-client.ts";
import { FakeTransport } from "../rest/fake-transport.ts";
import { DiscoveryClient } from "./discovery-client.ts";

const answers: Record<string, unknown> = {
  "/apis": { groups: [{ name: "apps", preferredVersion: { groupVersion: "apps/v1" } }] },
  "/api/v1": {
    groupVersion: "v1",
    resources: [
      { name: "pods", singularName: "pod", namespaced: true, kind: "Pod", verbs: ["get"] },
      { name: "pods/log", namespaced: true, kind: "Pod", verbs: ["get"] },
    ],
  },
  "/apis/apps/v1": {
    groupVersion: "apps/v1",
    resources: [
      {
        name: "deployments",
        singularName: "deployment",
        namespaced: true,
        kind: "Deployment",
        verbs: ["list"],
        shortNames: ["deploy"],
      },
    ],
  },
};

test("preferredResources() gives the resources of all groups without subresources", async () => {
  const transport = new FakeTransport((request) => ({ body: answers[request.path] }));
  const discovery = new DiscoveryClient(createClient(transport));
  const resources = await discovery.preferredResources();
  assert.deepEqual(
    resources.map(({ group, version, resource }) => `${group}/${version}/${resource}`),
    ["/v1/pods", "apps/v1/deployments"],
  );
  assert.deepEqual(resources[1]?.shortNames, ["deploy"]);
});
