import assert from "node:assert/strict";
import { test } from "node:test";
import { isTimeout, StatusError } from "#apimachinery";
import { parseRequestInfo } from "./request-info.ts";

const cases: [method: string, url: string, expected: string][] = [
  // verb prefix group version namespace resource subresource name
  ["GET", "/api/v1/namespaces", "list api//v1 - namespaces - -"],
  ["GET", "/api/v1/namespaces/x", "get api//v1 x namespaces - x"],
  ["PUT", "/api/v1/namespaces/x/status", "update api//v1 x namespaces status x"],
  ["PUT", "/api/v1/namespaces/x/finalize", "update api//v1 x namespaces finalize x"],
  ["GET", "/api/v1/namespaces/x/pods", "list api//v1 x pods - -"],
  ["GET", "/api/v1/namespaces/x/pods?watch=true", "watch api//v1 x pods - -"],
  ["GET", "/api/v1/namespaces/x/pods?watch=false", "list api//v1 x pods - -"],
  ["GET", "/api/v1/watch/pods", "watch api//v1 - pods - -"],
  ["GET", "/api/v1/watch/namespaces/x/pods/p", "watch api//v1 x pods - p"],
  ["GET", "/api/v1/pods?fieldSelector=metadata.name%3Dp", "list api//v1 - pods - p"],
  ["POST", "/apis/apps/v1/namespaces/x/deployments", "create api/apps/v1 x deployments - -"],
  [
    "DELETE",
    "/apis/apps/v1/namespaces/x/deployments",
    "deletecollection api/apps/v1 x deployments - -",
  ],
  ["DELETE", "/apis/apps/v1/namespaces/x/deployments/d/", "delete api/apps/v1 x deployments - d"],
  [
    "PATCH",
    "/apis/apps/v1/namespaces/x/deployments/d/scale",
    "patch api/apps/v1 x deployments scale d",
  ],
  ["POST", "/api/v1/namespaces/x/pods/p/exec?command=ls", "create api//v1 x pods exec p"],
  ["GET", "/api/v1/namespaces/x/services/s/proxy/a/b", "get api//v1 x services proxy s"],
  [
    "GET",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:x%3Ay",
    "get api/rbac.authorization.k8s.io/v1 - clusterroles - system:x:y",
  ],
];

test("parseRequestInfo() reads paths of objects", () => {
  for (const [method, url, expected] of cases) {
    const info = parseRequestInfo(method, url);
    const shown = [
      info.verb,
      `api/${info.group}/${info.version}`,
      info.namespace || "-",
      info.resource || "-",
      info.subresource || "-",
      info.name || "-",
    ].join(" ");
    assert.equal(shown, expected, `${method} ${url}`);
    assert.equal(info.isResourceRequest, true, url);
  }
});

test("parseRequestInfo() knows paths that are no objects", () => {
  for (const url of ["/", "/healthz", "/api", "/api/v1", "/apis", "/apis/apps/v1", "/version/"]) {
    const info = parseRequestInfo("GET", url);
    assert.equal(info.isResourceRequest, false, url);
    assert.equal(info.verb, "get");
  }
});

test("parseRequestInfo() refuses paths that hide something", () => {
  const paths = [
    "/api/v1/namespaces/../secrets",
    "/api/v1/namespaces/%2e%2e/secrets",
    "/api/v1/namespaces/a%2Fb/pods",
    "/api/v1/namespaces/a%00/pods",
    "/api/v1/namespaces//pods",
    "/api/v1/namespaces/%/pods",
    "/api/v1/namespaces/%ff/pods",
    "api/v1/pods",
    `/api/v1/${"a".repeat(10_000)}`,
  ];
  for (const path of paths) {
    assert.throws(
      () => parseRequestInfo("GET", path),
      (error) => error instanceof StatusError && error.code === 400 && !isTimeout(error),
      path,
    );
  }
});

test("parseRequestInfo() keeps what follows a proxied object", () => {
  const info = parseRequestInfo("GET", "/api/v1/namespaces/x/pods/p/proxy/a/b?c=d");
  assert.equal(info.rest, "a/b");
  assert.equal(info.query.get("c"), "d");
});
