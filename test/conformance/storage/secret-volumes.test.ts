// Secrets as volumes of their own and as parts of projected volumes.
// https://kubernetes.io/docs/concepts/storage/volumes/#secret
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

type MakeVolume = (secret: string, options?: Options) => Omit<Volume, "name">;

const kinds: [title: string, makeVolume: MakeVolume][] = [
  ["[sig-storage] Secrets", (secretName, options) => ({ secret: { secretName, ...options } })],
  [
    "[sig-storage] Projected secret",
    (name, { defaultMode, ...rest } = {}) => ({
      projected: { ...(defaultMode && { defaultMode }), sources: [{ secret: { name, ...rest } }] },
    }),
  ],
];

const data = { "data-1": "value-1", "data-2": "value-2", "data-3": "value-3" };
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
    name: "should be consumable from pods in volume as non-root with defaultMode and fsGroup set",
    options: { defaultMode: 0o440 },
    spec: { securityContext: { runAsUser: 1000, fsGroup: 1001 } },
    script: "cat /data/data-1; stat -Lc ' %a %g' /data/data-1",
    output: "value-1 440 1001\n",
  },
  {
    name: "should be consumable from pods in volume with defaultMode set",
    options: { defaultMode: 0o400 },
    script: "cat /data/data-1; stat -Lc ' %a' /data/data-1",
    output: "value-1 400\n",
  },
  {
    name: "should be consumable from pods in volume with mappings",
    options: { items: [{ key: "data-1", path: "new-path-data-1" }] },
    script: "cat /data/new-path-data-1; ls /data",
    output: "value-1new-path-data-1\n",
  },
  {
    name: "should be consumable from pods in volume with mappings and Item Mode set",
    options: { items: [{ key: "data-1", path: "new-path-data-1", mode: 0o400 }] },
    script: "cat /data/new-path-data-1; stat -Lc ' %a' /data/new-path-data-1",
    output: "value-1 400\n",
  },
];

for (const [title, makeVolume] of kinds) {
  describe(title, cluster.together, () => {
    for (const { name, options, spec, script, output } of cases) {
      test(`${title} ${name}`, async (t) => {
        const namespace = await cluster.namespace(t);
        await namespace.secret("data", data);
        const volumes = [{ name: "data", ...makeVolume("data", options) }];
        const got = await namespace.outputOf(shell(script, { volumeMounts }), { volumes, ...spec });
        assert.equal(got, output);
      });
    }

    test(`${title} should be consumable in multiple volumes in a pod`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.secret("data", data);
      const one = shell("cat /first/data-1 /second/data-1", {
        volumeMounts: ["first", "second"].map((name) => ({ name, mountPath: `/${name}` })),
      });
      const volumes = ["first", "second"].map((name) => ({ name, ...makeVolume("data") }));
      assert.equal(await namespace.outputOf(one, { volumes }), "value-1value-1");
    });

    test(`${title} optional updates should be reflected in volume`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.secret("deleted", data);
      await namespace.secret("updated", data);
      const names = ["deleted", "updated", "created"];
      const script = `ls /created
until [ ! -e /deleted/data-1 ] && grep -q new /updated/data-3 && grep -q new /created/data-1
do sleep 0.2; done`;
      const one = shell(script, {
        volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })),
      });
      const volumes = names.map((name) => ({ name, ...makeVolume(name, { optional: true }) }));
      await namespace.startPod("reader", { volumes, containers: [one] });
      await cluster.api.delete("v1/secrets", namespace.name, "deleted");
      const change = { stringData: { "data-3": "new" } };
      await cluster.api.patch(["v1/secrets", namespace.name, "updated"], change);
      await namespace.secret("created", { "data-1": "new" });
      await namespace.waitForPod("reader", ({ status }) => status.phase === "Succeeded", 90);
    });
  });
}

describe("[sig-storage] Secrets", cluster.together, () => {
  test("[sig-storage] Secrets should be able to mount in a volume regardless of a different secret existing with same name in different namespace", async (t) => {
    const [namespace, other] = [await cluster.namespace(t), await cluster.namespace(t)];
    await namespace.secret("data", data);
    await other.secret("data", { "data-1": "of another namespace" });
    const volumes = [{ name: "data", secret: { secretName: "data" } }];
    const one = shell("cat /data/data-1", { volumeMounts });
    assert.equal(await namespace.outputOf(one, { volumes }), "value-1");
  });

  test("[sig-storage] Secrets should be immutable if `immutable` field is set", async (t) => {
    const namespace = await cluster.namespace(t);
    const { api } = cluster;
    const place = ["v1/secrets", namespace.name, "data"] as const;
    await namespace.secret("data", data);
    await api.patch(place, { stringData: { "data-1": "changed" } });
    await api.patch(place, { immutable: true });
    for (const change of [{ stringData: { "data-1": "again" } }, { immutable: false }])
      await assert.rejects(api.patch(place, change), /is immutable when `immutable` is set/);
    await api.patch(place, { metadata: { labels: { still: "possible" } } });
    await api.delete(...place);
    await api.waitUntilGone(place);
  });
});
