import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeNetworkConfiguration } from "./network-configuration.ts";

const options = {
  name: "dev-1",
  podCIDR: "10.244.0.0/24",
  dataDirectory: "/var/lib/x",
  portMappings: true,
};

test("writeNetworkConfiguration() writes once and leaves one file", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "cni-"));
  t.after(() => rmSync(directory, { recursive: true }));
  assert.equal(await writeNetworkConfiguration(directory, "ptp", options), true);
  assert.equal(await writeNetworkConfiguration(directory, "ptp", options), false);
  assert.equal(await writeNetworkConfiguration(directory, "ptp", { ...options, mtu: 1400 }), true);
  const [file = "", ...rest] = readdirSync(directory);
  assert.deepEqual(rest, []);
  assert.deepEqual(JSON.parse(readFileSync(join(directory, file), "utf8")), {
    cniVersion: "0.4.0",
    name: "dev-1",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        mtu: 1400,
        ipam: {
          type: "host-local",
          dataDir: "/var/lib/x",
          ranges: [[{ subnet: "10.244.0.0/24" }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });
});

test("writeNetworkConfiguration() rejects when there is no such pod network", async () => {
  await assert.rejects(writeNetworkConfiguration("/nowhere", "moon", options), /"moon"/);
});
