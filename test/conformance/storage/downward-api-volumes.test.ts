// The downward API as files, in volumes of its own and within projected volumes.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DownwardAPIVolumeFile, Volume } from "#api/core/v1";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

type MakeVolume = (items: DownwardAPIVolumeFile[], defaultMode?: number) => Volume;

const kinds: [title: string, makeVolume: MakeVolume][] = [
  [
    "[sig-storage] Downward API volume",
    (items, defaultMode) => ({
      name: "info",
      downwardAPI: { items, ...(defaultMode && { defaultMode }) },
    }),
  ],
  [
    "[sig-storage] Projected downwardAPI",
    (items, defaultMode) => ({
      name: "info",
      projected: { sources: [{ downwardAPI: { items } }], ...(defaultMode && { defaultMode }) },
    }),
  ],
];

const volumeMounts = [{ name: "info", mountPath: "/info" }];
const resources = {
  requests: { cpu: "250m", memory: "32Mi" },
  limits: { cpu: "1250m", memory: "64Mi" },
};

function field(path: string, fieldPath: string, mode?: number): DownwardAPIVolumeFile {
  return { path, fieldRef: { fieldPath }, ...(mode && { mode }) };
}

function resource(name: string, divisor?: string): DownwardAPIVolumeFile {
  return {
    path: "value",
    resourceFieldRef: { containerName: "main", resource: name, ...(divisor && { divisor }) },
  };
}

// A limit of 1250m in whole CPUs is 2: Kubernetes rounds up.
const resourceCases: [name: string, file: DownwardAPIVolumeFile, output: string][] = [
  ["container's cpu limit", resource("limits.cpu"), "2"],
  ["container's cpu request", resource("requests.cpu", "1m"), "250"],
  ["container's memory limit", resource("limits.memory"), "67108864"],
  ["container's memory request", resource("requests.memory", "1Mi"), "32"],
];

for (const [title, makeVolume] of kinds) {
  describe(title, cluster.together, () => {
    for (const [name, file, output] of resourceCases)
      test(`${title} should provide ${name}`, async (t) => {
        const namespace = await cluster.namespace(t);
        const one = shell("cat /info/value", { resources, volumeMounts });
        assert.equal(await namespace.outputOf(one, { volumes: [makeVolume([file])] }), output);
      });

    for (const kind of ["cpu", "memory"] as const)
      test(`${title} should provide node allocatable (${kind}) as default ${kind} limit if the limit is not set`, async (t) => {
        const namespace = await cluster.namespace(t);
        const divisor = kind === "cpu" ? "1m" : "1Ki";
        const volumes = [makeVolume([resource(`limits.${kind}`, divisor)])];
        const one = shell("cat /info/value", { volumeMounts });
        const output = await namespace.outputOf(one, { volumes });
        const [node] = await cluster.api.list("v1/nodes");
        const text: string = node?.["status"].allocatable[kind];
        const allocatable =
          kind === "cpu" && !text.endsWith("m") ? Number(text) * 1000 : Number.parseInt(text, 10);
        assert.equal(Number(output), allocatable);
      });

    test(`${title} should provide podname only`, async (t) => {
      const namespace = await cluster.namespace(t);
      const volumes = [makeVolume([field("podname", "metadata.name")])];
      const one = shell("cat /info/podname; ls /info", { volumeMounts });
      assert.equal(await namespace.outputOf(one, { volumes }), "one-shotpodname\n");
    });

    test(`${title} should set DefaultMode on files`, async (t) => {
      const namespace = await cluster.namespace(t);
      const volumes = [makeVolume([field("podname", "metadata.name")], 0o400)];
      const one = shell("stat -Lc %a /info/podname", { volumeMounts });
      assert.equal(await namespace.outputOf(one, { volumes }), "400\n");
    });

    test(`${title} should set mode on item file`, async (t) => {
      const namespace = await cluster.namespace(t);
      const files = [field("podname", "metadata.name", 0o400), field("other", "metadata.uid")];
      const one = shell("stat -Lc %a /info/podname /info/other", { volumeMounts });
      assert.equal(await namespace.outputOf(one, { volumes: [makeVolume(files)] }), "400\n644\n");
    });

    for (const kind of ["labels", "annotations"] as const)
      test(`${title} should update ${kind} on modification`, async (t) => {
        const namespace = await cluster.namespace(t);
        const script = "cat /info/f; echo; until grep -q added /info/f; do sleep 0.2; done";
        const containers = [shell(`${script}; cat /info/f`, { volumeMounts })];
        const volumes = [makeVolume([field("f", `metadata.${kind}`)])];
        const before = { [kind]: { first: "one" } };
        await namespace.startPod("reader", { containers, volumes }, before);
        const change = { metadata: { [kind]: { second: "added" } } };
        await cluster.api.patch(["v1/pods", namespace.name, "reader"], change);
        await namespace.waitForPod("reader", ({ status }) => status.phase === "Succeeded", 90);
        const log = await namespace.log("reader", "main");
        assert.match(log, /^first="one"$/m);
        assert.match(log, /^second="added"$/m);
      });
  });
}
