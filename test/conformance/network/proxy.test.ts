// The API server as a proxy to pods and Services.
// https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { container, resourcePath, sharedCluster, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-network] Proxy version v1";

// Answers any method and path with what it was asked.
const site = `server {
  listen 80;
  location / { return 200 '$request_method $uri\n'; }
  location = /moved { return 301 /there; }
}`;

async function startEcho(namespace: TestNamespace): Promise<void> {
  await namespace.configMap("site", { "default.conf": site });
  const ports = [{ name: "http", containerPort: 80 }];
  const readinessProbe = { tcpSocket: { port: 80 }, periodSeconds: 1 };
  const volumeMounts = [{ name: "site", mountPath: "/etc/nginx/conf.d" }];
  await namespace.startPod(
    "echo",
    {
      volumes: [{ name: "site", configMap: { name: "site" } }],
      containers: [container({ image: "nginx", ports, readinessProbe, volumeMounts })],
    },
    { labels: { app: "echo" } },
  );
  await namespace.create("v1/services", "echo", {
    spec: { selector: { app: "echo" }, ports: [{ name: "web", port: 8080, targetPort: "http" }] },
  });
  const selector = "labelSelector=kubernetes.io/service-name%3Decho";
  await cluster.api.waitForList(
    ["discovery.k8s.io/v1/endpointslices", namespace.name, selector],
    ([slice]) => slice?.["endpoints"]?.length === 1,
  );
}

const methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

async function askAll(namespace: TestNamespace, end: string): Promise<void> {
  const pod = resourcePath("v1/pods", namespace.name, "echo");
  const service = resourcePath("v1/services", namespace.name, "echo:web");
  for (const target of [pod, service])
    for (const method of methods) {
      const answer = await cluster.api.request(method, `${target}/proxy${end}`);
      assert.equal(answer.status, 200, `${method} ${target}: ${answer.text}`);
      if (method !== "HEAD") assert.equal(answer.text, `${method} ${end || "/"}\n`);
    }
}

describe(title, cluster.together, () => {
  test(`${title} A set of valid responses are returned for both pod and service Proxy`, async (t) => {
    const namespace = await cluster.namespace(t);
    await startEcho(namespace);
    await askAll(namespace, "/");
  });

  test(`${title} A set of valid responses are returned for both pod and service ProxyWithPath`, async (t) => {
    const namespace = await cluster.namespace(t);
    await startEcho(namespace);
    await askAll(namespace, "/some/path");
  });

  test(`${title} should proxy through a service and a pod`, async (t) => {
    const namespace = await cluster.namespace(t);
    await startEcho(namespace);
    const names = [
      ...["pods/echo", "pods/echo:80", "pods/http:echo:80"],
      ...[
        "services/echo:web",
        "services/echo:8080",
        "services/http:echo:web",
        "services/http:echo:8080",
      ],
    ];
    for (const name of names) {
      const path = `/api/v1/namespaces/${namespace.name}/${name}/proxy/x`;
      const answer = await cluster.api.request("GET", path);
      assert.equal(answer.text, "GET /x\n", `${path}: ${answer.status}`);
    }
    const absent = `/api/v1/namespaces/${namespace.name}/services/echo:nothing/proxy/`;
    assert.equal((await cluster.api.request("GET", absent)).status, 503);
  });
});
