import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { listeningPorts } from "./listening-ports.ts";

const head = "  sl  local_address rem_address   st\n";

test("listeningPorts() tells which listeners keep 127.0.0.1 from being used", () => {
  const tables: Record<string, string> = {
    "/proc/net/tcp": `${head}   0: 0100007F:1F90 00000000:0000 0A 0
   1: 00000000:1F91 00000000:0000 0A 0
   2: 0A00A8C0:1F92 00000000:0000 0A 0
   3: 0100007F:1F93 0100007F:1234 01 0\n`,
    "/proc/net/tcp6": `${head}   0: 00000000000000000000000000000000:1F94 0:0000 0A 0
   1: 00000000000000000000000001000000:1F95 0:0000 0A 0\n`,
  };
  const { all, loopback } = listeningPorts((file) => tables[file] ?? "");
  assert.deepEqual([...all], [8080, 8081, 8082, 8084, 8085]);
  assert.deepEqual([...loopback], [8080, 8081, 8084]);
});

test("listeningPorts() sees a listener of this machine", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  assert.ok(listeningPorts().loopback.has(address.port));
  await new Promise((resolve) => server.close(resolve));
  assert.ok(!listeningPorts().loopback.has(address.port));
});
