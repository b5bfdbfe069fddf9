import assert from "node:assert/strict";
import { test } from "node:test";
import { parseImageName } from "#apimachinery";
import { credentialsOf, matchingCredentials } from "./image-pull-secrets.ts";

test("matchingCredentials() prefers the most specific entry", () => {
  const auth = (text: string): string => Buffer.from(text).toString("base64");
  const auths = {
    "registry.test": { auth: auth("all:1") },
    "https://registry.test/team": { auth: auth("team:p:2") },
    "other.test": { username: "x", password: "y" },
  };
  const credentials = credentialsOf([{ ".dockerconfigjson": JSON.stringify({ auths }) }]);
  const name = parseImageName("registry.test/team/web:1");
  assert.ok(name);
  const found = matchingCredentials(credentials, name);
  assert.deepEqual(
    found.map(({ username, password }) => `${username}/${password}`),
    ["team/p:2", "all/1"],
  );
});

test("credentialsOf() leaves out what it cannot read", () => {
  assert.deepEqual(credentialsOf([{ ".dockerconfigjson": "{" }, {}]), []);
});
