import assert from "node:assert/strict";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Pod, Volume } from "#api/core/v1";
import { checkProjectedPath, writeAtomically } from "./atomic-writer.ts";
import { unmountBelow } from "./mounts.ts";
import { volumePlugins } from "./plugins/registry.ts";
import type { MountContext, MountedVolume } from "./volume-plugin.ts";

const root = mkdtempSync(join(tmpdir(), "cox-volume-"));
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? false : "needs root for mounts";
after(async () => {
  await unmountBelow(root);
  rmSync(root, { recursive: true });
});

const files = (content: Record<string, string>, mode = 0o644) =>
  new Map(Object.entries(content).map(([path, text]) => [path, { data: Buffer.from(text), mode }]));

test("writeAtomically() swaps all files at once and removes what is gone", async () => {
  const directory = join(root, "atomic");
  await writeAtomically(directory, files({ a: "1", "sub/b": "2" }));
  const first = readlinkSync(join(directory, "..data"));
  assert.equal(readFileSync(join(directory, "a"), "utf8"), "1");
  assert.equal(readFileSync(join(directory, "sub/b"), "utf8"), "2");
  assert.ok(lstatSync(join(directory, "a")).isSymbolicLink());
  await writeAtomically(directory, files({ a: "1", "sub/b": "2" }));
  assert.equal(readlinkSync(join(directory, "..data")), first, "the same content is left alone");
  await writeAtomically(directory, files({ a: "3" }));
  assert.deepEqual(
    readdirSync(directory).filter((name) => !name.startsWith("..")),
    ["a"],
  );
  assert.equal(readFileSync(join(directory, "a"), "utf8"), "3");
  assert.equal(readdirSync(directory).length, 3, "the old directory is gone");
});

test("writeAtomically() leaves nothing behind when it fails, and removes what others left", async () => {
  const directory = join(root, "failing");
  const names = (): string[] => readdirSync(directory).sort();
  for (let attempt = 0; attempt < 3; attempt++)
    await assert.rejects(writeAtomically(directory, files({ a: "1", "a/b": "2" })));
  assert.deepEqual(names(), []);
  mkdirSync(join(directory, "..2026_01_01_00_00_00.abc"));
  await writeAtomically(directory, files({ a: "1" }));
  assert.equal(names().length, 3);
  assert.ok(!names().includes("..2026_01_01_00_00_00.abc"));
});

test("checkProjectedPath() refuses paths that leave the volume", () => {
  for (const path of ["../a", "/a", "a/../b", "..a", "..data", "a//b", "a/.", "a/", ""])
    assert.throws(() => checkProjectedPath(path), /invalid path/, path);
  for (const path of ["a", "a/b", "a..b"]) checkProjectedPath(path);
});

const pod = {
  metadata: { name: "p", namespace: "n", uid: "u1", labels: { b: "2", a: "1" } },
  spec: { containers: [{ name: "c", resources: { limits: { memory: "64Mi" } } }] },
} as unknown as Pod;
const plugins = volumePlugins({ memoryDirectory: join(root, "memory") });

async function setUp(
  volume: Volume,
  change: Partial<MountContext> = {},
): Promise<{ mounted: MountedVolume; tearDown: () => Promise<void> }> {
  const plugin = plugins.find((one) => one.canSupport(volume));
  assert.ok(plugin);
  const directory = join(root, "pods/u1/volumes", plugin.name.replace("/", "~"), volume.name);
  const context: MountContext = {
    pod,
    volume,
    podIPs: ["10.244.0.4"],
    hostIP: "172.31.0.11",
    nodeName: "dev-1",
    directory,
    fsGroup: undefined,
    sources: {
      configMap: async (_namespace, name) =>
        name === "there"
          ? {
              data: { k: "v", k2: "w" },
              binaryData: { bin: Buffer.from([0, 255]).toString("base64") },
            }
          : undefined,
      secret: async (_namespace, name) =>
        name === "there"
          ? { data: { password: Buffer.from("s3cret").toString("base64") } }
          : undefined,
      serviceAccountToken: async (_pod, audience) => ({
        token: `token-for-${audience}`,
        renewAtMilliseconds: 2_880_000,
      }),
      nodeAllocatable: () => ({ cpu: "2", memory: "1Gi" }),
    },
    ...change,
  };
  return { mounted: await plugin.setUp(context), tearDown: () => plugin.tearDown(directory) };
}

test("configMap shows keys, chosen items with their modes, and binary data", async () => {
  const { mounted } = await setUp({
    name: "v",
    configMap: {
      name: "there",
      defaultMode: 0o644,
      items: [
        { key: "k", path: "dir/x", mode: 0o400 },
        { key: "bin", path: "y" },
      ],
    },
  });
  assert.equal(readFileSync(join(mounted.hostPath, "dir/x"), "utf8"), "v");
  assert.equal(statSync(join(mounted.hostPath, "dir/x")).mode & 0o777, 0o400);
  assert.deepEqual([...readFileSync(join(mounted.hostPath, "y"))], [0, 255]);
  assert.deepEqual(mounted.dependsOn, ["configmap/n/there"]);
});

test("configMap that is absent fails, unless it is optional", async () => {
  await assert.rejects(
    setUp({ name: "w", configMap: { name: "absent" } }),
    /configmap "absent" not found/,
  );
  await assert.rejects(
    setUp({ name: "w", configMap: { name: "there", items: [{ key: "none", path: "x" }] } }),
    /references non-existent config key: none/,
  );
  const { mounted } = await setUp({ name: "w", configMap: { name: "absent", optional: true } });
  assert.deepEqual(
    readdirSync(mounted.hostPath).filter((name) => !name.startsWith("..")),
    [],
  );
});

test(
  "secret lives on a tmpfs, belongs to the fsGroup, and leaves nothing",
  { skip: needsRoot },
  async () => {
    const { mounted, tearDown } = await setUp(
      { name: "s", secret: { secretName: "there", defaultMode: 0o400 } },
      { fsGroup: 1001 },
    );
    const file = statSync(join(mounted.hostPath, "password"));
    assert.equal(file.mode & 0o777, 0o440);
    assert.equal(file.gid, 1001);
    assert.match(
      readFileSync("/proc/self/mounts", "utf8"),
      new RegExp(`tmpfs ${join(root, "memory")} tmpfs`),
    );
    await tearDown();
    assert.throws(() => statSync(mounted.hostPath));
    assert.deepEqual(readdirSync(join(root, "memory")), [], "the pod's directory is gone too");
  },
);

test(
  "projected joins token, config map and downward API and asks to be refreshed",
  { skip: needsRoot },
  async () => {
    const { mounted } = await setUp({
      name: "kube-api-access",
      projected: {
        defaultMode: 0o644,
        sources: [
          { serviceAccountToken: { path: "token", expirationSeconds: 3600, audience: "x" } },
          { configMap: { name: "there", items: [{ key: "k", path: "ca.crt" }] } },
          {
            downwardAPI: {
              items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }],
            },
          },
        ],
      },
    });
    assert.equal(readFileSync(join(mounted.hostPath, "token"), "utf8"), "token-for-x");
    assert.equal(readFileSync(join(mounted.hostPath, "ca.crt"), "utf8"), "v");
    assert.equal(readFileSync(join(mounted.hostPath, "namespace"), "utf8"), "n");
    assert.equal(mounted.refreshAtMilliseconds, 2_880_000);
  },
);

test("downwardAPI prints labels sorted and resources by divisor", async () => {
  const items = [
    { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
    {
      path: "memory",
      resourceFieldRef: { containerName: "c", resource: "limits.memory", divisor: "1Mi" },
    },
    { path: "cpu", resourceFieldRef: { containerName: "c", resource: "limits.cpu" } },
  ];
  const { mounted } = await setUp({ name: "d", downwardAPI: { items } });
  assert.equal(readFileSync(join(mounted.hostPath, "labels"), "utf8"), 'a="1"\nb="2"');
  assert.equal(readFileSync(join(mounted.hostPath, "memory"), "utf8"), "64");
  assert.equal(readFileSync(join(mounted.hostPath, "cpu"), "utf8"), "2");
});

test("emptyDir in memory is a tmpfs of the size asked for", { skip: needsRoot }, async () => {
  const { mounted, tearDown } = await setUp({
    name: "m",
    emptyDir: { medium: "Memory", sizeLimit: "1Mi" },
  });
  assert.equal(statSync(mounted.hostPath).mode & 0o777, 0o777);
  assert.match(
    readFileSync("/proc/self/mounts", "utf8"),
    new RegExp(`tmpfs ${mounted.hostPath} tmpfs [^\n]*size=1024k`),
  );
  await tearDown();
  assert.doesNotMatch(readFileSync("/proc/self/mounts", "utf8"), new RegExp(mounted.hostPath));
});

test("hostPath checks the type that was asked for", async () => {
  await assert.rejects(
    setUp({ name: "h", hostPath: { path: join(root, "none"), type: "Directory" } }),
    /hostPath type check failed: .* is not a directory/,
  );
  const { mounted } = await setUp({
    name: "h",
    hostPath: { path: join(root, "made"), type: "DirectoryOrCreate" },
  });
  assert.ok(statSync(mounted.hostPath).isDirectory());
});
