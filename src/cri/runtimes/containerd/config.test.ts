import assert from "node:assert/strict";
import { test } from "node:test";
import { containerdConfig } from "./config.ts";

const options = {
  directory: "/var/lib/coxswain/dev/1",
  sandboxImage: "docker.io/coxswain/pause:1",
  cniConfigDirectory: "/var/lib/coxswain/dev/1/cni",
  cniBinaryDirectory: "/usr/lib/cni",
};

for (const [capabilities, restricted] of [
  [0x1fffeffffffn, true],
  [0x1ffffffffffn, false],
] as const)
  test(`containerdConfig() restricts OOM scores (${restricted}) by CAP_SYS_RESOURCE`, () => {
    const text = containerdConfig({ ...options, effectiveCapabilities: capabilities });
    assert.match(text, new RegExp(`restrict_oom_score_adj = ${restricted}\n`));
  });

test("containerdConfig() keeps everything below the node's directory", () => {
  const text = containerdConfig(options);
  for (const line of [
    'root = "/var/lib/coxswain/dev/1/root"',
    'state = "/var/lib/coxswain/dev/1/state"',
    'address = "/var/lib/coxswain/dev/1/containerd.sock"',
    'Root = "/var/lib/coxswain/dev/1/runc"',
    'config_path = "/var/lib/coxswain/dev/1/registries"',
    'cni_conf_dir = "/var/lib/coxswain/dev/1/cni/host-ports"',
  ])
    assert.ok(text.includes(`${line}\n`), line);
});
