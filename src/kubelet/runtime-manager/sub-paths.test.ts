import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { subPathsOnDisk } from "./sub-paths.ts";
import { volumeMounts } from "./volume-mounts.ts";

function newVolume(t: { after(callback: () => void): void }): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sub-paths-test-")));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "volume"));
  chmodSync(join(root, "volume"), 0o777);
  return join(root, "volume");
}

test("subPathsOnDisk.prepare() makes directories with the volume's mode", (t) => {
  const volume = newVolume(t);
  assert.equal(subPathsOnDisk.prepare(volume, "a/b"), join(volume, "a/b"));
  assert.equal(statSync(join(volume, "a/b")).mode & 0o777, 0o777);
});

test("subPathsOnDisk.prepare() gives files, and follows links inside the volume", (t) => {
  const volume = newVolume(t);
  writeFileSync(join(volume, "file"), "x");
  symlinkSync("file", join(volume, "link"));
  assert.equal(subPathsOnDisk.prepare(volume, "link"), join(volume, "file"));
});

test("subPathsOnDisk.prepare() refuses links that lead out, and makes nothing there", (t) => {
  const volume = newVolume(t);
  symlinkSync("..", join(volume, "out"));
  assert.throws(() => subPathsOnDisk.prepare(volume, "out"), /outside of the volume/);
  assert.throws(() => subPathsOnDisk.prepare(volume, "out/new"), /outside of the volume/);
  assert.ok(!existsSync(join(volume, "../new")));
});

const refusals: [string, RegExp][] = [
  ["$(ABSOLUTE)", /must not be an absolute path/],
  ["$(UP)", /must not contain '\.\.'/],
  ["$(MISSING)", /missing value for "MISSING"/],
  ["`x`/$(MISSING)", /missing value/],
];
for (const [subPathExpr, message] of refusals) {
  test(`volumeMounts() refuses the sub-path ${subPathExpr}`, () => {
    const environment = new Map([
      ["ABSOLUTE", "/etc"],
      ["UP", "a/../.."],
    ]);
    const volumes = new Map([["v", { hostPath: "/tmp", readOnly: false, dependsOn: [] }]]);
    const container = {
      name: "a",
      volumeMounts: [{ name: "v", mountPath: "/m", subPathExpr }],
    };
    const input = { container, environment, volumes, subPaths: subPathsOnDisk };
    assert.throws(() => volumeMounts(input), { message, reason: "CreateContainerConfigError" });
  });
}

test("volumeMounts() binds volumes with propagation, read-only where either side says so", () => {
  const volumes = new Map([
    ["v", { hostPath: "/v", readOnly: false, dependsOn: [] }],
    ["r", { hostPath: "/r", readOnly: true, dependsOn: [] }],
  ]);
  const container = {
    name: "a",
    volumeMounts: [
      { name: "v", mountPath: "relative", mountPropagation: "HostToContainer" as const },
      { name: "v", mountPath: "/w", readOnly: true },
      { name: "r", mountPath: "/x" },
    ],
  };
  const mounts = volumeMounts({
    container,
    environment: new Map(),
    volumes,
    subPaths: subPathsOnDisk,
  });
  const none = "PROPAGATION_PRIVATE";
  assert.deepEqual(mounts, [
    {
      containerPath: "/relative",
      hostPath: "/v",
      readonly: false,
      propagation: "PROPAGATION_HOST_TO_CONTAINER",
    },
    { containerPath: "/w", hostPath: "/v", readonly: true, propagation: none },
    { containerPath: "/x", hostPath: "/r", readonly: true, propagation: none },
  ]);
});
