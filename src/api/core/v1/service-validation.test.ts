import assert from "node:assert/strict";
import { test } from "node:test";
import { applyServiceDefaults } from "./service-defaults.ts";
import { validateService } from "./service-validation.ts";
import type { Service, ServiceSpec } from "./types.generated.ts";

function textsOf(spec: Partial<ServiceSpec>): string[] {
  const service: Service = { metadata: { name: "web" }, spec: { ports: [{ port: 80 }], ...spec } };
  applyServiceDefaults(service);
  return validateService(service).map(({ field, message }) => `${field}: ${message}`);
}

test("validateService() speaks in Kubernetes' words", () => {
  const cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
  const cases: [Partial<ServiceSpec>, string[]][] = [
    [
      {
        ports: [
          { name: "a", port: 80 },
          { name: "b", port: 80 },
        ],
      },
      [
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      { ports: [{ name: "a.b", port: 80 }] },
      ['spec.ports[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [
      { loadBalancerSourceRanges: ["10.0.0.0/8"] },
      ["spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"],
    ],
    [{ loadBalancerSourceRanges: [] }, []],
    [{ type: "LoadBalancer", loadBalancerSourceRanges: [" 10.0.0.0/8 "] }, []],
    [
      { type: "LoadBalancer", loadBalancerSourceRanges: ["x"] },
      [`spec.LoadBalancerSourceRanges[0]: Invalid value: "x": ${cidr}`],
    ],
    [
      { trafficDistribution: "Near" },
      [
        'spec.trafficDistribution: Unsupported value: "Near": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
      ],
    ],
    [{ ports: [{ port: 80, appProtocol: "kubernetes.io/h2c" }] }, []],
  ];
  for (const [spec, want] of cases) assert.deepEqual(textsOf(spec), want);
  const [protocol] = textsOf({ ports: [{ port: 80, appProtocol: "a b" }] });
  assert.match(
    protocol ?? "",
    /^spec.ports\[0\].appProtocol: Invalid value: "a b": name part must/,
  );
});
