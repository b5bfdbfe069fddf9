// emptyDir volumes: modes, owners, media, sharing between containers, many kinds in one pod.
// https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Volume } from "#api/core/v1";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-storage] EmptyDir volumes";
const volumeMounts = [{ name: "data", mountPath: "/data" }];

function emptyDir(medium: string): Volume {
  return { name: "data", emptyDir: medium === "tmpfs" ? { medium: "Memory" } : {} };
}

const mountType = "grep ' /data ' /proc/mounts | cut -d ' ' -f 3";

describe(title, cluster.together, () => {
  for (const user of ["root", "non-root"])
    for (const mode of ["0644", "0666", "0777"])
      for (const medium of ["tmpfs", "default"])
        test(`${title} should support (${user},${mode},${medium})`, async (t) => {
          const namespace = await cluster.namespace(t);
          const script = `umask 0; echo content >/data/file && chmod ${mode} /data/file
cat /data/file; stat -c '%a %u' /data/file; ${mountType}`;
          const userId = user === "root" ? 0 : 1001;
          const output = await namespace.outputOf(shell(script, { volumeMounts }), {
            volumes: [emptyDir(medium)],
            securityContext: { runAsUser: userId },
          });
          const [content, status, type] = output.trim().split("\n");
          assert.equal(content, "content");
          assert.equal(status, `${mode.slice(1)} ${userId}`);
          assert.equal(type === "tmpfs", medium === "tmpfs", `mount type ${type}`);
        });

  for (const medium of ["tmpfs", "default"])
    test(`${title} volume on ${medium === "default" ? "default medium" : medium} should have the correct mode`, async (t) => {
      const namespace = await cluster.namespace(t);
      const script = `stat -c %a /data; ${mountType}`;
      const volumes = [emptyDir(medium)];
      const output = await namespace.outputOf(shell(script, { volumeMounts }), { volumes });
      const [mode, type] = output.trim().split("\n");
      assert.equal(mode, "777");
      assert.equal(type === "tmpfs", medium === "tmpfs", `mount type ${type}`);
    });

  test(`${title} pod should support shared volumes between containers`, async (t) => {
    const namespace = await cluster.namespace(t);
    const reader = "until [ -e /data/done ]; do sleep 0.1; done; cat /data/file";
    const writer = "echo from the other container >/data/file; touch /data/done";
    const containers = [
      shell(reader, { name: "reader", volumeMounts }),
      shell(writer, { name: "writer", volumeMounts }),
    ];
    await namespace.runPod("pair", { containers, volumes: [emptyDir("default")] });
    assert.equal(await namespace.log("pair", "reader"), "from the other container\n");
  });
});

describe("[sig-storage] EmptyDir wrapper volumes", cluster.together, () => {
  test("[sig-storage] EmptyDir wrapper volumes should not conflict", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.secret("of-secret", { key: "secret " });
    await namespace.configMap("of-map", { key: "map" });
    const names = ["secret", "map", "empty"];
    const one = shell("touch /empty/file && cat /secret/key /map/key", {
      volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })),
    });
    const volumes = [
      { name: "secret", secret: { secretName: "of-secret" } },
      { name: "map", configMap: { name: "of-map" } },
      { name: "empty", emptyDir: {} },
    ];
    assert.equal(await namespace.outputOf(one, { volumes }), "secret map");
  });

  test("[sig-storage] EmptyDir wrapper volumes should not cause race condition when used for configmaps", async (t) => {
    const namespace = await cluster.namespace(t);
    const names = Array.from({ length: 50 }, (_, index) => `map-${index}`);
    await Promise.all(names.map((name) => namespace.configMap(name, { key: `${name}\n` })));
    const volumes = names.map((name) => ({ name, configMap: { name } }));
    const one = shell("cat /maps/*/key", {
      volumeMounts: names.map((name) => ({ name, mountPath: `/maps/${name}` })),
    });
    const pods = ["first", "second", "third"];
    await Promise.all(pods.map((pod) => namespace.runPod(pod, { containers: [one], volumes })));
    for (const pod of pods) {
      const lines = (await namespace.log(pod, "main")).trim().split("\n");
      assert.deepEqual(lines.sort(), [...names].sort());
    }
  });
});
