// Projected volumes of several sources, and single files of volumes mounted by subPath.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Volume } from "#api/core/v1";
import { sharedCluster, shell, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

describe("[sig-storage] Projected combined", cluster.together, () => {
  test("[sig-storage] Projected combined should project all components that make up the projection API [Projection]", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.configMap("map", { "map-data": "of the map" });
    await namespace.secret("secret", { "secret-data": "of the secret" });
    const sources = [
      { configMap: { name: "map", items: [{ key: "map-data", path: "map" }] } },
      { secret: { name: "secret", items: [{ key: "secret-data", path: "secret" }] } },
      { downwardAPI: { items: [{ path: "podname", fieldRef: { fieldPath: "metadata.name" } }] } },
    ];
    const one = shell("cd /all; for file in *; do cat $file; echo; done", {
      volumeMounts: [{ name: "all", mountPath: "/all" }],
    });
    const volumes = [{ name: "all", projected: { sources } }];
    const output = await namespace.outputOf(one, { volumes });
    assert.equal(output, "of the map\none-shot\nof the secret\n");
  });
});

interface SubPathCase {
  kind: string;
  prepare(namespace: TestNamespace): Promise<unknown>;
  volume: Omit<Volume, "name">;
  content: string;
}

const podName = { path: "file", fieldRef: { fieldPath: "metadata.name" } };
const subPathCases: SubPathCase[] = [
  {
    kind: "configmap",
    prepare: (namespace) => namespace.configMap("data", { file: "of the map" }),
    volume: { configMap: { name: "data" } },
    content: "of the map",
  },
  {
    kind: "secret",
    prepare: (namespace) => namespace.secret("data", { file: "of the secret" }),
    volume: { secret: { secretName: "data" } },
    content: "of the secret",
  },
  {
    kind: "downward",
    prepare: async () => {},
    volume: { downwardAPI: { items: [podName] } },
    content: "one-shot",
  },
  {
    kind: "projected",
    prepare: (namespace) => namespace.configMap("data", { file: "of the map" }),
    volume: { projected: { sources: [{ configMap: { name: "data" } }] } },
    content: "of the map",
  },
];

describe("[sig-storage] Subpath Atomic writer volumes", cluster.together, () => {
  for (const { kind, prepare, volume, content } of subPathCases)
    test(`[sig-storage] Subpath Atomic writer volumes should support subpaths with ${kind} pod`, async (t) => {
      const namespace = await cluster.namespace(t);
      await prepare(namespace);
      const one = shell("cat /place/alone; ls -a /place", {
        volumeMounts: [{ name: "data", mountPath: "/place/alone", subPath: "file" }],
      });
      const output = await namespace.outputOf(one, { volumes: [{ name: "data", ...volume }] });
      assert.equal(output, `${content}.\n..\nalone\n`);
    });

  test("[sig-storage] Subpath Atomic writer volumes should support subpaths with configmap pod with mountPath of existing file", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.configMap("data", { file: "instead of what the image has" });
    const one = shell("cat /etc/passwd", {
      volumeMounts: [{ name: "data", mountPath: "/etc/passwd", subPath: "file" }],
    });
    const volumes = [{ name: "data", configMap: { name: "data" } }];
    assert.equal(await namespace.outputOf(one, { volumes }), "instead of what the image has");
  });
});
