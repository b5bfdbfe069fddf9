// An application of several Deployments and Services that find each other by name.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { container, podTemplate, serve, sharedCluster } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-cli] Kubectl client Guestbook application";

// The front passes what it is asked to the backend, whose name DNS resolves when nginx starts.
const site = `server { listen 80; location / { proxy_pass http://backend:8080/; } }`;

function manifest(): string {
  const deployment = (name: string, template: object) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template },
  });
  const service = (name: string, port: number) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port, targetPort: 80 }] },
  });
  const readinessProbe = { httpGet: { path: "/", port: 80 }, periodSeconds: 1 };
  const volumeMounts = [{ name: "site", mountPath: "/etc/nginx/conf.d" }];
  const front = podTemplate(container({ image: "nginx", readinessProbe, volumeMounts }), {
    app: "frontend",
  });
  Object.assign(front.spec ?? {}, { volumes: [{ name: "site", configMap: { name: "site" } }] });
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "site" },
    data: { "default.conf": site },
  };
  const items = [
    service("backend", 8080),
    deployment("backend", podTemplate(serve, { app: "backend" })),
    map,
    service("frontend", 80),
    deployment("frontend", front),
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

describe(title, cluster.needed, () => {
  test(`${title} should create and stop a working application`, async (t) => {
    const namespace = await cluster.namespace(t);
    const input = manifest();
    await namespace.kubectl(["create", "--filename", "-"], { input });
    for (const name of ["backend", "frontend"])
      await namespace.kubectl(["rollout", "status", `deployment/${name}`, "--timeout=90s"]);
    const { spec } = await cluster.api.get("v1/services", namespace.name, "frontend");
    const argv = ["curl", "-s", "--max-time", "20", `http://${spec.clusterIP}/`];
    const answer = await cluster.inNode(cluster.nodes[0]?.name ?? "", argv);
    assert.match(answer, /^backend-/);
    await namespace.kubectl(["delete", "--filename", "-", "--grace-period=0", "--force"], {
      input,
    });
    await cluster.api.waitForList(["v1/pods", namespace.name], (pods) => pods.length === 0);
    assert.deepEqual(await cluster.api.list("v1/services", namespace.name), []);
  });
});
