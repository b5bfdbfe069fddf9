import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { type DnsReply, reply } from "../chain.ts";
import { CachePlugin } from "./cache.ts";

test("CachePlugin keeps outside answers for their time, and no more than its limit", async () => {
  const clock = new FakeClock();
  const cache = new CachePlugin({ clock });
  let asked = 0;
  const ask = (name: string, answer: DnsReply) =>
    cache.serve({ name, type: "A" }, async () => {
      asked++;
      return answer;
    });
  const record = { name: "a", type: "A", ttl: 10, data: "192.0.2.1" } as const;
  await ask("a", reply("NOERROR", { answers: [record] }));
  clock.advance(9000);
  await ask("a", reply("SERVFAIL"));
  assert.equal(asked, 1);
  clock.advance(1000);
  await ask("a", reply("SERVFAIL"));
  assert.equal((await ask("a", reply("NXDOMAIN"))).code, "NXDOMAIN");
  assert.equal(asked, 3);
  for (let n = 0; n < 2000; n++) await ask(`n${n}`, reply("NXDOMAIN"));
  asked = 0;
  await ask("a", reply("NXDOMAIN"));
  assert.equal(asked, 1, "the oldest made room");
});
