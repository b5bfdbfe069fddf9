import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { test } from "node:test";
import { decode, encode, type Packet } from "dns-packet";
import { FakeClock, seededRandom, systemClock } from "#base";
import { ForwardPlugin } from "./forward.ts";

const names = { clock: systemClock, random: seededRandom(1) };

test("ForwardPlugin passes outside names on and makes unknown codes a failure", async () => {
  const upstream = createSocket("udp4");
  let code = 0;
  upstream.on("message", (message, from) => {
    const query = decode(message);
    const answers = [{ name: "example.org", type: "A", ttl: 5, data: "192.0.2.1" }] as const;
    const answer = { ...query, type: "response", flags: code, answers: code ? [] : [...answers] };
    upstream.send(encode(answer as Packet), from.port, from.address);
  });
  await new Promise<void>((resolve) => upstream.bind(0, "127.0.0.1", resolve));
  const resolvers = [{ address: "127.0.0.1", port: upstream.address().port }];
  const plugin = new ForwardPlugin({ ...names, resolvers });
  const found = await plugin.serve({ name: "example.org", type: "A" });
  assert.deepEqual(
    found.answers.map((one) => ("data" in one ? one.data : "")),
    ["192.0.2.1"],
  );
  code = 6;
  assert.equal((await plugin.serve({ name: "example.org", type: "A" })).code, "SERVFAIL");
  upstream.close();
});

test("ForwardPlugin fails what comes above its limit instead of taking all sockets", async () => {
  const silent = createSocket("udp4");
  await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
  const clock = new FakeClock();
  const resolvers = [{ address: "127.0.0.1", port: silent.address().port }];
  const plugin = new ForwardPlugin({ ...names, clock, resolvers });
  const asked = Array.from({ length: 256 }, () => plugin.serve({ name: "a.example", type: "A" }));
  assert.equal((await plugin.serve({ name: "b.example", type: "A" })).code, "SERVFAIL");
  assert.equal(clock.waiting, 256);
  clock.advance(2000);
  await Promise.all(asked);
  silent.close();
});
