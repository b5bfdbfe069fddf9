import assert from "node:assert/strict";
import { test } from "node:test";
import { validateEndpointSlice } from "./endpoint-slice-validation.ts";
import type { Endpoint, EndpointPort, EndpointSlice } from "./types.generated.ts";

function textsOf(endpoint: Partial<Endpoint>, ports: EndpointPort[] = []): string[] {
  const slice: EndpointSlice = {
    metadata: { name: "s" },
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.0.0.1"], ...endpoint }],
    ports,
  };
  return validateEndpointSlice(slice).map(({ field, message }) => `${field}: ${message}`);
}

test("validateEndpointSlice() reports faults at Kubernetes' paths", () => {
  const ip = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  const at = "endpoints[0]";
  const many = Array.from({ length: 9 }, (_, index) => ({ name: `z${index}` }));
  const cases: [Partial<Endpoint>, EndpointPort[], string[]][] = [
    [
      {},
      [{ name: "a", port: 70000, protocol: "TCP" }],
      ["ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive"],
    ],
    [{ addresses: ["x"] }, [], [`${at}.addresses[0]: Invalid value: "x": ${ip}`]],
    [
      { addresses: ["2001:db8::1"] },
      [],
      [`${at}.addresses: Invalid value: "2001:db8::1": must be an IPv4 address`],
    ],
    [{ hostname: "a.b" }, [], [`${at}.hostname: Invalid value: "a.b": must not contain dots`]],
    [
      {},
      [{ name: "a.b", protocol: "TCP" }],
      ['ports[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [{ hints: { forZones: [{ name: "z" }], forNodes: [{ name: "n" }] } }, [], []],
    [
      { hints: { forNodes: [{ name: "n" }, { name: "n" }] } },
      [],
      [`${at}.hints.forNodes[1].name: Duplicate value: "n"`],
    ],
    [
      { hints: { forZones: many } },
      [],
      [`${at}.hints.forZones: Too many: 9: must have at most 8 items`],
    ],
  ];
  for (const [endpoint, ports, want] of cases) assert.deepEqual(textsOf(endpoint, ports), want);
});

test("validateEndpointSlice() checks the names in hints and topology", () => {
  const cases: [Partial<Endpoint>, RegExp][] = [
    [{ hints: { forZones: [{ name: "a b" }] } }, /forZones\[0\].name: .*a valid label must/],
    [{ hints: { forNodes: [{ name: "A_b" }] } }, /forNodes\[0\].name: .*RFC 1123 subdomain/],
    [{ deprecatedTopology: { rack: "a b" } }, /deprecatedTopology: .*a valid label must/],
  ];
  for (const [endpoint, want] of cases) {
    const texts = textsOf(endpoint);
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? "", want);
  }
});
