import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Pod } from "#api/core/v1";
import { QuantityError } from "#apimachinery";
import { podLimits, podRequests } from "./pod-resources.ts";
import { computeQualityOfServiceClass } from "./quality-of-service.ts";
import { resourceAmount } from "./resource-amounts.ts";

const container = (requests: Record<string, string>, more: Partial<Container> = {}): Container => ({
  name: "c",
  resources: { requests },
  ...more,
});
const pod = (spec: Partial<Pod["spec"]>): Pod => ({
  metadata: {},
  spec: { containers: [], ...spec },
});

test("resourceAmount() gives cpu in millicores and others in units, rounded up", () => {
  const cases: [string, string, number][] = [
    ["cpu", "1", 1000],
    ["cpu", "290m", 290],
    ["cpu", "0.29", 290],
    ["cpu", "100u", 1],
    ["memory", "1Gi", 1073741824],
    ["memory", "1.5Ki", 1536],
    ["memory", "100m", 1],
    ["memory", "1e3", 1000],
    ["memory", "8E", 8e18],
  ];
  for (const [resource, text, want] of cases)
    assert.equal(resourceAmount(resource, text), want, text);
  assert.throws(() => resourceAmount("cpu", "1 core"), QuantityError);
});

test("podRequests() takes the peak over init containers and counts sidecars and overhead", () => {
  const sidecar = container({ cpu: "50m" }, { restartPolicy: "Always" });
  const cases: [string, Partial<Pod["spec"]>, Record<string, number>][] = [
    ["sum", { containers: [container({ cpu: "1" }), container({ cpu: "500m" })] }, { cpu: 1500 }],
    [
      "init peak",
      { containers: [container({ cpu: "1" })], initContainers: [container({ cpu: "2" })] },
      { cpu: 2000 },
    ],
    [
      "sidecar beside main",
      {
        containers: [container({ cpu: "1" })],
        initContainers: [sidecar, container({ cpu: "100m" })],
      },
      { cpu: 1050 },
    ],
    [
      "sidecar beside a later init container only",
      { containers: [container({})], initContainers: [container({ cpu: "2" }), sidecar] },
      { cpu: 2000 },
    ],
    [
      "overhead",
      { containers: [container({ cpu: "1" })], overhead: { cpu: "10m" } },
      { cpu: 1010 },
    ],
    [
      "pod level wins",
      { containers: [container({ cpu: "1" })], resources: { requests: { cpu: "3" } } },
      { cpu: 3000 },
    ],
  ];
  for (const [name, spec, want] of cases) assert.deepEqual(podRequests(pod(spec)), want, name);
});

test("podLimits() adds overhead only to resources with a limit", () => {
  const limited: Container = { name: "c", resources: { limits: { cpu: "1" } } };
  const spec = { containers: [limited], overhead: { cpu: "1", memory: "1Mi" } };
  assert.deepEqual(podLimits(pod(spec)), { cpu: 2000 });
});

test("computeQualityOfServiceClass() follows requests and limits of all containers", () => {
  const both = { cpu: "1", memory: "1Gi" };
  const cases: [Partial<Pod["spec"]>, string][] = [
    [{ containers: [{ name: "c" }] }, "BestEffort"],
    [{ containers: [container({ cpu: "1" })] }, "Burstable"],
    [{ containers: [{ name: "c", resources: { limits: both } }] }, "Guaranteed"],
    [
      { containers: [{ name: "c", resources: { limits: both, requests: { cpu: "1000m" } } }] },
      "Guaranteed",
    ],
    [{ containers: [{ name: "c", resources: { limits: both } }, { name: "d" }] }, "Burstable"],
    [{ containers: [{ name: "c" }], resources: { limits: both, requests: both } }, "Guaranteed"],
  ];
  for (const [spec, want] of cases) assert.equal(computeQualityOfServiceClass(pod(spec)), want);
});
