import assert from "node:assert/strict";
import { test } from "node:test";
import { containerdTable } from "./containerd-v1.table.ts";
import { criTable } from "./cri-v1.table.ts";
import { Protocol } from "./descriptors.ts";

const protocol = new Protocol(criTable, containerdTable);

test("Protocol.decode() fills defaults and leaves unsent messages absent", () => {
  const bytes = protocol.encode("runtime.v1.ContainerStatus", {
    id: "a",
    state: "CONTAINER_EXITED",
    createdAt: 1_700_000_000_000_000_000,
    labels: { x: "y" },
    mounts: [{ hostPath: "/a", propagation: "PROPAGATION_BIDIRECTIONAL" }],
  });
  const status = protocol.decode("runtime.v1.ContainerStatus", bytes) as Record<string, unknown>;
  assert.equal(status["state"], "CONTAINER_EXITED");
  assert.equal(status["createdAt"], 1_700_000_000_000_000_000);
  assert.equal(status["exitCode"], 0);
  assert.deepEqual(status["annotations"], {});
  assert.equal("metadata" in status, false);
  const [mount] = status["mounts"] as Record<string, unknown>[];
  assert.equal(mount?.["readonly"], false);
  assert.equal(mount?.["propagation"], "PROPAGATION_BIDIRECTIONAL");
});

test("Protocol.decode() gives negative int64 and nested enums", () => {
  const security = { runAsUser: { value: -1 }, seccomp: { profileType: "Localhost" } };
  const name = "runtime.v1.LinuxContainerSecurityContext";
  const decoded = protocol.decode(name, protocol.encode(name, security)) as {
    runAsUser: { value: number };
    seccomp: { profileType: string };
    runAsGroup?: unknown;
  };
  assert.equal(decoded.runAsUser.value, -1);
  assert.equal(decoded.seccomp.profileType, "Localhost");
  assert.equal(decoded.runAsGroup, undefined);
});

test("Protocol.method() knows streams, and messages of other packages", () => {
  const subscribe = protocol.method("containerd.services.events.v1.Events", "Subscribe");
  assert.deepEqual([subscribe.requestStream, subscribe.responseStream], [false, true]);
  assert.equal(subscribe.encode({ filters: ["x"] }).toString("hex"), "0a0178");
  const version = protocol.method("containerd.services.version.v1.Version", "Version");
  assert.equal(version.encode({}).length, 0);
  assert.throws(() => protocol.method("runtime.v1.RuntimeService", "Nothing"));
});
