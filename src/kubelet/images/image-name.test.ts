import assert from "node:assert/strict";
import { test } from "node:test";
import { parseImageName } from "./image-name.ts";
import { credentialsOf, matchingCredentials } from "./image-pull-secrets.ts";

const names: [string, string | undefined, string?][] = [
  ["nginx", "docker.io/library/nginx", "nginx:latest"],
  ["nginx:1.2", "docker.io/library/nginx", "nginx:1.2"],
  ["team/web", "docker.io/team/web", "team/web:latest"],
  ["localhost:5000/a/b:1", "localhost:5000/a/b", "localhost:5000/a/b:1"],
  ["ghcr.io/a/b", "ghcr.io/a/b", "ghcr.io/a/b:latest"],
  [`a@sha256:${"0".repeat(64)}`, "docker.io/library/a", `a@sha256:${"0".repeat(64)}`],
  ["Upper", undefined],
  ["a::b", undefined],
  ["", undefined],
  ["a b", undefined],
];
for (const [image, repository, full] of names) {
  test(`parseImageName() reads "${image}" as ${repository ?? "invalid"}`, () => {
    const name = parseImageName(image);
    assert.equal(name && `${name.registry}/${name.repository}`, repository);
    assert.equal(name?.full, full);
  });
}

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
