import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "#api/core/v1";
import { containerName, isSet, logQuery } from "./connect-options.ts";
import { splitSchemeNamePort } from "./proxy-targets.ts";
import { rewriteHtml, rewriteLink } from "./rewrite-links.ts";

function pod(containers: string[], initContainers: string[] = []): Pod {
  const named = (name: string): { name: string } => ({ name });
  return {
    metadata: { name: "web-0" },
    spec: { containers: containers.map(named), initContainers: initContainers.map(named) },
  } as unknown as Pod;
}

test("containerName() takes the only container or demands a name", () => {
  const ask = (query: string, of: Pod): string => containerName(of, new URLSearchParams(query));
  assert.equal(ask("", pod(["a"], ["init"])), "a");
  assert.equal(ask("container=init", pod(["a"], ["init"])), "init");
  assert.throws(() => ask("", pod(["a", "b"])), {
    message: "a container name must be specified for pod web-0, choose one of: [a b]",
  });
  assert.throws(() => ask("container=x", pod(["a"])), {
    message: "container x is not valid for pod web-0",
  });
});

test("isSet() reads booleans as Kubernetes' queries do", () => {
  const query = new URLSearchParams("a=1&b=true&c=false&d=0&e=&f=False");
  const set = ["a", "b", "c", "d", "e", "f", "g"].filter((name) => isSet(query, name));
  assert.deepEqual(set, ["a", "b", "e"]);
});

const good: [string, string][] = [
  ["", ""],
  ["follow=true&previous=0&timestamps=1", "follow=true&timestamps=true"],
  ["tailLines=0&limitBytes=1&sinceSeconds=5", "tailLines=0&limitBytes=1&sinceSeconds=5"],
  ["sinceTime=2026-01-02T03:04:05Z", "sinceTime=2026-01-02T03%3A04%3A05Z"],
  ["stream=Stderr", "stream=Stderr"],
  ["stream=All&tailLines=3", "tailLines=3"],
];
for (const [given, expected] of good) {
  test(`logQuery() passes ${given || "nothing"} on`, () => {
    assert.equal(String(logQuery(new URLSearchParams(given), "web")), expected);
  });
}

const bad: [string, number, RegExp][] = [
  ["tailLines=-1", 422, /tailLines: Invalid value: -1: must be greater than or equal to 0/],
  ["limitBytes=0", 422, /limitBytes: Invalid value: 0: must be greater than 0/],
  ["sinceSeconds=0", 422, /sinceSeconds: Invalid value: 0: must be greater than 0/],
  ["sinceSeconds=1&sinceTime=2026-01-02T03:04:05Z", 422, /at most one of `sinceTime`/],
  ["stream=Other", 422, /Unsupported value: "Other": supported values: "All", "Stderr", "Stdout"/],
  ["stream=Stdout&tailLines=1", 422, /mutually exclusive/],
  ["tailLines=x", 400, /strconv.ParseInt: parsing "x": invalid syntax/],
  ["tailLines=99999999999999999999", 400, /value out of range/],
  ["sinceTime=yesterday", 400, /parsing time "yesterday"/],
];
for (const [given, code, message] of bad) {
  test(`logQuery() refuses ${given}`, () => {
    assert.throws(() => logQuery(new URLSearchParams(given), "web"), { code, message });
  });
}

test("splitSchemeNamePort() reads the names of proxies", () => {
  assert.deepEqual(splitSchemeNamePort("web"), { scheme: "", name: "web", port: "" });
  assert.deepEqual(splitSchemeNamePort("web:80"), { scheme: "", name: "web", port: "80" });
  assert.deepEqual(splitSchemeNamePort("https:web:"), { scheme: "https", name: "web", port: "" });
  for (const id of ["ftp:web:80", "a:b:c:d", ":80", ""]) {
    assert.equal(splitSchemeNamePort(id), undefined, id);
  }
});

const links: [string, string][] = [
  ["/a?b#c", "/p/proxy/a?b#c"],
  ["/p/proxy/a", "/p/proxy/a"],
  ["a/b", "a/b"],
  ["#top", "#top"],
  ["http://10.0.0.1:80/a", "/p/proxy/a"],
  ["http://10.0.0.1:80", "/p/proxy/"],
  ["http://10.0.0.1:8080/a", "http://10.0.0.1:8080/a"],
  ["//10.0.0.1:80/a", "/p/proxy/a"],
  ["//example.com/a", "//example.com/a"],
  ["https://example.com/a", "https://example.com/a"],
];
for (const [link, expected] of links) {
  test(`rewriteLink() makes ${expected} of ${link}`, () => {
    assert.equal(rewriteLink(link, "/p/proxy", "http://10.0.0.1:80"), expected);
  });
}

test("rewriteHtml() rewrites links in tags only", () => {
  const html = `<a id=x href="/a" data-href="/b">href="/c"</a><IMG SRC='/i.png'>`;
  assert.equal(
    rewriteHtml(html, "/p", "http://x"),
    `<a id=x href="/p/a" data-href="/b">href="/c"</a><IMG SRC='/p/i.png'>`,
  );
});
