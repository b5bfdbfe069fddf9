import assert from "node:assert/strict";
import { test } from "node:test";
import { fullImageName, parseImageName } from "./image-name.ts";

const digest = `sha256:${"a".repeat(64)}`;

const cases: [string, string][] = [
  ["nginx", "docker.io/library/nginx:latest"],
  ["nginx:1.14.2", "docker.io/library/nginx:1.14.2"],
  ["library/nginx", "docker.io/library/nginx:latest"],
  ["coxswain/pause:1", "docker.io/coxswain/pause:1"],
  ["index.docker.io/library/busybox", "docker.io/library/busybox:latest"],
  ["k8s.gcr.io/busybox", "k8s.gcr.io/busybox:latest"],
  ["localhost:5000/a/b:v1", "localhost:5000/a/b:v1"],
  ["localhost/a", "localhost/a:latest"],
  [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`],
];

for (const [text, full] of cases)
  test(`fullImageName() gives ${full} when given ${text}`, () => {
    assert.equal(fullImageName(text), full);
  });

const written: [string, string | undefined][] = [
  ["nginx", "nginx:latest"],
  ["nginx:1.2", "nginx:1.2"],
  ["localhost:5000/a/b", "localhost:5000/a/b:latest"],
  [`a@${digest}`, `a@${digest}`],
];
for (const [text, withTag] of written)
  test(`parseImageName() writes ${text} with its tag as ${withTag}`, () => {
    assert.equal(parseImageName(text)?.withTag, withTag);
  });

for (const text of [
  "",
  "Nginx",
  "a::b",
  "a b",
  "nginx:",
  "nginx:a b",
  "nginx@sha256:12",
  "a//b",
  "-x",
])
  test(`parseImageName() gives nothing when given ${JSON.stringify(text)}`, () => {
    assert.equal(parseImageName(text), undefined);
  });
