import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultProfile } from "./default-profile.ts";
import { pluginRegistry } from "./plugins/registry.ts";

test("defaultProfile has Kubernetes' order and weights", () => {
  const list = defaultProfile.plugins.map(({ name, weight }) =>
    weight ? `${name}=${weight}` : name,
  );
  assert.deepEqual(list, [
    "SchedulingGates",
    "PrioritySort",
    "NodeUnschedulable",
    "NodeName",
    "TaintToleration=3",
    "NodeAffinity=2",
    "NodePorts",
    "NodeResourcesFit=1",
    "VolumeBinding",
    "PodTopologySpread=2",
    "InterPodAffinity=2",
    "DynamicResources",
    "DefaultPreemption",
    "NodeResourcesBalancedAllocation=1",
    "ImageLocality=1",
    "DefaultBinder",
  ]);
});

test("pluginRegistry makes plugins of the names it lists, and the profile uses all of them", () => {
  const handle = { nodes: {}, client: { resource: () => ({}) } } as never;
  for (const [name, make] of Object.entries(pluginRegistry)) assert.equal(make(handle).name, name);
  const used = defaultProfile.plugins.map(({ name }) => name).sort();
  assert.deepEqual(Object.keys(pluginRegistry).sort(), used);
});
