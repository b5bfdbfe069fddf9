import assert from "node:assert/strict";
import { test } from "node:test";
import { reply } from "../chain.ts";
import { ExternalNamePlugin } from "./external-name.ts";

test("ExternalNamePlugin leaves answers of resolvers and of the cache as they are", async () => {
  const cached = reply("NOERROR", {
    answers: [{ name: "a.example", type: "CNAME", ttl: 5, data: "a.example" }],
  });
  const rest = [{ name: "rest", serve: async () => cached }];
  const plugin = new ExternalNamePlugin(() => rest);
  const answer = await plugin.serve({ name: "a.example", type: "A" }, async () => cached);
  assert.equal(answer.answers.length, 1);
  const own = reply("NOERROR", { authoritative: true, answers: [...cached.answers] });
  const looped = await plugin.serve({ name: "x", type: "A" }, async () => own);
  assert.equal(looped.answers.length, 8);
  assert.equal(own.answers.length, 1);
  assert.equal(cached.answers.length, 1);
});
