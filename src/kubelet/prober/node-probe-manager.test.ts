import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { Container, Pod } from "#api/core/v1";
import { FakeClock } from "#base";
import type { ContainerRuntime } from "#cri";
import type { ProbeFailure } from "../interfaces.ts";
import { NodeProbeManager } from "./node-probe-manager.ts";
import { NodeProbeRunner, type ProbeOutcome, resolvePort } from "./probe-result.ts";

const ok: ProbeOutcome = { result: "success", output: "" };
const bad: ProbeOutcome = { result: "failure", output: "no" };

function setUp(container: Partial<Container>, outcomes: Record<string, ProbeOutcome>) {
  const clock = new FakeClock();
  const full = { name: "c", ...container } as Container;
  const pod = {
    metadata: { name: "p", namespace: "n", uid: "u" },
    spec: { containers: [full] },
  } as Pod;
  const events: string[] = [];
  const calls: string[] = [];
  const manager = new NodeProbeManager({
    clock,
    eventRecorder: { event: (_about, event) => events.push(event.message), flush: async () => {} },
    runner: {
      run: async (probe) => {
        const kind =
          probe === full.livenessProbe
            ? "liveness"
            : probe === full.readinessProbe
              ? "readiness"
              : "startup";
        calls.push(kind);
        return outcomes[kind] ?? ok;
      },
    },
  });
  const failures: ProbeFailure[] = [];
  let changes = 0;
  manager.onFailure((failure) => failures.push(failure));
  manager.onResult(() => changes++);
  manager.setPod(pod, "10.0.0.1", [
    { name: "c", containerId: "id", startedAtMilliseconds: clock.now() },
  ]);
  const advance = (seconds: number): Promise<void> => clock.advanceAsync(seconds * 1000, 250);
  return {
    manager,
    full,
    pod,
    events,
    calls,
    failures,
    advance,
    clock,
    outcomes,
    changes: () => changes,
  };
}

test("readiness follows the thresholds in both directions", async () => {
  const { manager, full, advance, outcomes, changes, events } = setUp(
    { readinessProbe: { periodSeconds: 1, failureThreshold: 2, successThreshold: 2 } },
    { readiness: ok },
  );
  assert.deepEqual(manager.results("u", full, "id"), { started: true, ready: false });
  await advance(0.5);
  assert.equal(manager.results("u", full, "id").ready, false, "one success is not enough");
  await advance(1);
  assert.equal(manager.results("u", full, "id").ready, true);
  outcomes["readiness"] = bad;
  await advance(1);
  assert.equal(manager.results("u", full, "id").ready, true, "one failure is not enough");
  await advance(1);
  assert.equal(manager.results("u", full, "id").ready, false);
  assert.equal(changes(), 2);
  assert.ok(events.includes("Readiness probe failed: no"));
});

test("liveness failure is reported once a container, after its threshold", async () => {
  const { failures, advance, calls, manager, pod, clock } = setUp(
    { livenessProbe: { periodSeconds: 1, failureThreshold: 3, initialDelaySeconds: 5 } },
    { liveness: bad },
  );
  await advance(4.5);
  assert.deepEqual(calls, []);
  await advance(2);
  assert.equal(failures.length, 0);
  await advance(10);
  assert.deepEqual(failures, [
    { podUid: "u", containerName: "c", containerId: "id", kind: "liveness" },
  ]);
  manager.setPod(pod, "10.0.0.1", [
    { name: "c", containerId: "id2", startedAtMilliseconds: clock.now() },
  ]);
  await advance(10);
  assert.equal(failures.length, 2);
});

test("a startup probe holds the others back", async () => {
  const probe = { periodSeconds: 1, failureThreshold: 10 };
  const { calls, advance, manager, full, outcomes } = setUp(
    { startupProbe: { ...probe }, livenessProbe: { ...probe }, readinessProbe: { ...probe } },
    { startup: bad },
  );
  await advance(3);
  assert.ok(calls.every((kind) => kind === "startup"));
  assert.deepEqual(manager.results("u", full, "id"), { started: false, ready: false });
  outcomes["startup"] = ok;
  await advance(1.5);
  assert.deepEqual(manager.results("u", full, "id"), { started: true, ready: true });
  const before = calls.filter((kind) => kind === "startup").length;
  await advance(5);
  assert.equal(calls.filter((kind) => kind === "startup").length, before, "it has done its work");
});

test("removePod() leaves no timer", async () => {
  const { manager, clock } = setUp({ livenessProbe: {}, readinessProbe: {} }, {});
  assert.equal(clock.waiting, 2);
  manager.removePod("u");
  assert.equal(clock.waiting, 0);
});

test("NodeProbeRunner asks by HTTP and TCP and words failures as Kubernetes does", async () => {
  const server = createServer((request, response) =>
    response.writeHead(request.url === "/bad" ? 500 : 200).end("x"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const runner = new NodeProbeRunner({} as ContainerRuntime);
    const target = {
      pod: {} as Pod,
      container: { name: "c", ports: [{ name: "http", containerPort: port }] } as Container,
      containerId: "id",
      podIP: "127.0.0.1",
    };
    const run = (probe: object) => runner.run(probe, target, new AbortController().signal);
    assert.deepEqual(await run({ httpGet: { path: "/", port: "http" } }), ok);
    assert.deepEqual(await run({ httpGet: { path: "/bad", port } }), {
      result: "failure",
      output: "HTTP probe failed with statuscode: 500",
    });
    assert.deepEqual(await run({ tcpSocket: { port } }), ok);
    assert.match((await run({ tcpSocket: { port: 1 } })).output, /^dial tcp 127\.0\.0\.1:1: /);
    assert.equal(resolvePort("none", target.container), undefined);
  } finally {
    server.close();
  }
});
