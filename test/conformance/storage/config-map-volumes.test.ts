// ConfigMaps as volumes of their own and as parts of projected volumes.
// https://kubernetes.io/docs/concepts/storage/volumes/#configmap
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KeyToPath, Volume } from "#api/core/v1";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

interface Options {
  defaultMode?: number;
  items?: KeyToPath[];
  optional?: boolean;
}

type MakeVolume = (configMap: string, options?: Options) => Omit<Volume, "name">;

const kinds: [title: string, makeVolume: MakeVolume][] = [
  ["[sig-storage] ConfigMap", (name, options) => ({ configMap: { name, ...options } })],
  [
    "[sig-storage] Projected configMap",
    (name, { defaultMode, ...rest } = {}) => ({
      projected: {
        ...(defaultMode && { defaultMode }),
        sources: [{ configMap: { name, ...rest } }],
      },
    }),
  ],
];

const data = { "data-1": "value-1", "data-2": "value-2", "data-3": "value-3" };
const mapping = [{ key: "data-2", path: "path/to/data-2" }];
const nonRoot = { securityContext: { runAsUser: 1000 } };
const volumeMounts = [{ name: "data", mountPath: "/data" }];

interface Case {
  name: string;
  options?: Options;
  spec?: object;
  script: string;
  output: string;
}

const cases: Case[] = [
  {
    name: "should be consumable from pods in volume",
    script: "cat /data/data-1; stat -Lc ' %a' /data/data-1",
    output: "value-1 644\n",
  },
  {
    name: "should be consumable from pods in volume as non-root",
    spec: nonRoot,
    script: "cat /data/data-1; id -u",
    output: "value-11000\n",
  },
  {
    name: "should be consumable from pods in volume with defaultMode set",
    options: { defaultMode: 0o400 },
    script: "cat /data/data-1; stat -Lc ' %a' /data/data-1",
    output: "value-1 400\n",
  },
  {
    name: "should be consumable from pods in volume with mappings",
    options: { items: mapping },
    script: "cat /data/path/to/data-2; ls /data",
    output: "value-2path\n",
  },
  {
    name: "should be consumable from pods in volume with mappings and Item mode set",
    options: { items: [{ key: "data-2", path: "path/to/data-2", mode: 0o400 }] },
    script: "cat /data/path/to/data-2; stat -Lc ' %a' /data/path/to/data-2",
    output: "value-2 400\n",
  },
  {
    name: "should be consumable from pods in volume with mappings as non-root",
    options: { items: mapping },
    spec: nonRoot,
    script: "cat /data/path/to/data-2; id -u",
    output: "value-21000\n",
  },
];

for (const [title, makeVolume] of kinds) {
  describe(title, cluster.together, () => {
    for (const { name, options, spec, script, output } of cases) {
      test(`${title} ${name}`, async (t) => {
        const namespace = await cluster.namespace(t);
        await namespace.configMap("data", data);
        const volumes = [{ name: "data", ...makeVolume("data", options) }];
        const got = await namespace.outputOf(shell(script, { volumeMounts }), { volumes, ...spec });
        assert.equal(got, output);
      });
    }

    test(`${title} should be consumable in multiple volumes in the same pod`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.configMap("data", data);
      const one = shell("cat /first/data-1 /second/data-1", {
        volumeMounts: ["first", "second"].map((name) => ({ name, mountPath: `/${name}` })),
      });
      const volumes = ["first", "second"].map((name) => ({ name, ...makeVolume("data") }));
      assert.equal(await namespace.outputOf(one, { volumes }), "value-1value-1");
    });

    test(`${title} updates should be reflected in volume`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.configMap("data", data);
      const script = "cat /data/data-1; until grep -q changed /data/data-1; do sleep 0.2; done";
      const volumes = [{ name: "data", ...makeVolume("data") }];
      const containers = [shell(`${script}; cat /data/data-1`, { volumeMounts })];
      await namespace.startPod("reader", { volumes, containers });
      const change = { data: { "data-1": "changed" } };
      await cluster.api.patch(["v1/configmaps", namespace.name, "data"], change);
      await namespace.waitForPod("reader", ({ status }) => status.phase === "Succeeded", 90);
      assert.equal(await namespace.log("reader", "main"), "value-1changed");
    });

    test(`${title} optional updates should be reflected in volume`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.configMap("deleted", data);
      await namespace.configMap("updated", data);
      const names = ["deleted", "updated", "created"];
      const script = `ls /created
until [ ! -e /deleted/data-1 ] && grep -q new /updated/data-3 && grep -q new /created/data-1
do sleep 0.2; done`;
      const one = shell(script, {
        volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })),
      });
      const volumes = names.map((name) => ({ name, ...makeVolume(name, { optional: true }) }));
      await namespace.startPod("reader", { volumes, containers: [one] });
      await cluster.api.delete("v1/configmaps", namespace.name, "deleted");
      const change = { data: { "data-3": "new" } };
      await cluster.api.patch(["v1/configmaps", namespace.name, "updated"], change);
      await namespace.configMap("created", { "data-1": "new" });
      await namespace.waitForPod("reader", ({ status }) => status.phase === "Succeeded", 90);
    });
  });
}

describe("[sig-storage] ConfigMap", cluster.together, () => {
  test("[sig-storage] ConfigMap binary data should be reflected in volume", async (t) => {
    const namespace = await cluster.namespace(t);
    const bytes = Buffer.from([0xde, 0xca, 0xfe, 0xba, 0xd0, 0xfe, 0xff]);
    const binaryData = { "dump.bin": bytes.toString("base64") };
    await namespace.create("v1/configmaps", "data", { data, binaryData });
    const volumes = [{ name: "data", configMap: { name: "data" } }];
    const one = shell("cat /data/data-1; od -An -tx1 /data/dump.bin", { volumeMounts });
    const output = await namespace.outputOf(one, { volumes });
    assert.equal(output.replace(/\s/g, ""), `value-1${bytes.toString("hex")}`);
  });

  test("[sig-storage] ConfigMap should be immutable if `immutable` field is set", async (t) => {
    const namespace = await cluster.namespace(t);
    const { api } = cluster;
    const place = ["v1/configmaps", namespace.name, "data"] as const;
    await namespace.configMap("data", data);
    await api.patch(place, { data: { "data-1": "changed" } });
    await api.patch(place, { immutable: true });
    const changes = [
      { data: { "data-1": "again" } },
      { binaryData: { more: "AAAA" } },
      { immutable: false },
    ];
    for (const change of changes)
      await assert.rejects(api.patch(place, change), /is immutable when `immutable` is set/);
    await api.patch(place, { metadata: { labels: { still: "possible" } } });
    await api.delete(...place);
    await api.waitUntilGone(place);
  });
});
