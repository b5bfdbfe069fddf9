// Services: cluster IPs, node ports, several ports, changes of type, affinity.
// https://kubernetes.io/docs/concepts/services-networking/service/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ApiObject,
  resourcePath,
  server,
  sharedCluster,
  shell,
  type TestNamespace,
} from "#testing/cluster";
import { exerciseApi } from "../api-operations.ts";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-network] Services";
const labels = { app: "web" };

function service(namespace: TestNamespace, spec: object, name = "web"): Promise<ApiObject> {
  return namespace.create("v1/services", name, { spec: { selector: labels, ...spec } });
}

function startServer(namespace: TestNamespace, name: string, ofPod = labels): Promise<ApiObject> {
  return namespace.startPod(name, { containers: [server()] }, { labels: ofPod });
}

/** What answers from within the first node; curl itself asks again while nobody listens. */
function fetch(url: string): Promise<string> {
  return fetchWith(["--retry-connrefused", "--retry", "20", "--retry-delay", "1"], url);
}

async function fetchWith(options: readonly string[], url: string): Promise<string> {
  const argv = ["curl", "-s", "--max-time", "20", ...options, url];
  return (await cluster.inNode(cluster.nodes[0]?.name ?? "", argv)).trim();
}

/** Waits until the Service's endpoints are these pods, by name. */
async function waitForEndpoints(namespace: TestNamespace, wanted: string[]): Promise<void> {
  const selector = "labelSelector=kubernetes.io/service-name%3Dweb";
  await cluster.api.waitForList(
    ["discovery.k8s.io/v1/endpointslices", namespace.name, selector],
    (slices) => {
      const endpoints = slices.flatMap((slice) => slice["endpoints"] ?? []);
      const names = endpoints
        .filter(({ conditions }) => conditions.ready)
        .map(({ targetRef }) => targetRef.name);
      return names.sort().join() === wanted.join();
    },
  );
}

describe(title, cluster.together, () => {
  test(`${title} should serve a basic endpoint from pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = await service(namespace, { ports: [{ port: 80 }] });
    await waitForEndpoints(namespace, []);
    await startServer(namespace, "pod1");
    await waitForEndpoints(namespace, ["pod1"]);
    assert.equal(await fetch(`http://${spec.clusterIP}/`), "pod1");
    await startServer(namespace, "pod2");
    await waitForEndpoints(namespace, ["pod1", "pod2"]);
    await cluster.api.delete("v1/pods", namespace.name, "pod1");
    await waitForEndpoints(namespace, ["pod2"]);
    assert.equal(await fetch(`http://${spec.clusterIP}/`), "pod2");
    await cluster.api.delete("v1/pods", namespace.name, "pod2");
    await waitForEndpoints(namespace, []);
  });

  test(`${title} should serve multiport endpoints from pods`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = await service(namespace, {
      ports: [
        { name: "one", port: 80, targetPort: "first" },
        { name: "two", port: 81, targetPort: "second" },
      ],
    });
    const script = (port: number) =>
      `mkdir /www; echo ${port} >/www/index.html; httpd -f -p ${port} -h /www`;
    const containers = [100, 101].map((port, index) =>
      shell(script(port), {
        name: `c${port}`,
        ports: [{ name: index === 0 ? "first" : "second", containerPort: port }],
        readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
      }),
    );
    await namespace.startPod("pod", { containers }, { labels });
    await waitForEndpoints(namespace, ["pod"]);
    assert.equal(await fetch(`http://${spec.clusterIP}:80/`), "100");
    assert.equal(await fetch(`http://${spec.clusterIP}:81/`), "101");
  });

  test(`${title} should be able to create a functioning NodePort service`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = await service(namespace, { type: "NodePort", ports: [{ port: 80 }] });
    const [{ nodePort }] = spec.ports;
    assert.ok(nodePort >= 30_000 && nodePort <= 32_767);
    await startServer(namespace, "pod");
    await waitForEndpoints(namespace, ["pod"]);
    for (const { address } of cluster.nodes)
      assert.equal(await fetch(`http://${address}:${nodePort}/`), "pod");
    assert.equal(await fetch(`http://${spec.clusterIP}/`), "pod");
  });

  test(`${title} should serve endpoints on same port and different protocols`, async (t) => {
    const namespace = await cluster.namespace(t);
    const ports = [
      { name: "tcp", port: 80, protocol: "TCP" },
      { name: "udp", port: 80, protocol: "UDP" },
    ];
    const made = await service(namespace, { ports });
    await startServer(namespace, "pod");
    await waitForEndpoints(namespace, ["pod"]);
    assert.equal(await fetch(`http://${made["spec"].clusterIP}/`), "pod");
    made["spec"].ports = [ports[1]];
    const current = await cluster.api.get("v1/services", namespace.name, "web");
    await cluster.api.update("v1/services", { ...current, spec: made["spec"] });
    const slices = await cluster.api.waitForList(
      ["discovery.k8s.io/v1/endpointslices", namespace.name],
      (items) => items.every((slice) => slice["ports"].length === 1),
    );
    assert.equal(slices[0]?.["ports"][0].protocol, "UDP");
  });

  test(`${title} should be able to change the type from ExternalName to ClusterIP`, async (t) => {
    const namespace = await cluster.namespace(t);
    await startServer(namespace, "pod");
    const made = await service(namespace, {
      type: "ExternalName",
      externalName: "foo.example.com",
    });
    assert.equal(made["spec"].clusterIP, undefined);
    made["spec"] = { type: "ClusterIP", selector: labels, ports: [{ port: 80 }] };
    const { spec } = await cluster.api.update("v1/services", made);
    assert.match(spec.clusterIP, /^10\.96\./);
    await waitForEndpoints(namespace, ["pod"]);
    assert.equal(await fetch(`http://${spec.clusterIP}/`), "pod");
  });

  test(`${title} should be able to change the type from ExternalName to NodePort`, async (t) => {
    const namespace = await cluster.namespace(t);
    await startServer(namespace, "pod");
    const made = await service(namespace, {
      type: "ExternalName",
      externalName: "foo.example.com",
    });
    made["spec"] = { type: "NodePort", selector: labels, ports: [{ port: 80 }] };
    const { spec } = await cluster.api.update("v1/services", made);
    await waitForEndpoints(namespace, ["pod"]);
    const address = cluster.nodes[0]?.address;
    assert.equal(await fetch(`http://${address}:${spec.ports[0].nodePort}/`), "pod");
  });

  for (const type of ["ClusterIP", "NodePort"])
    test(`${title} should be able to change the type from ${type} to ExternalName`, async (t) => {
      const namespace = await cluster.namespace(t);
      await service(namespace, { ports: [{ port: 80 }] }, "target");
      const made = await service(namespace, { type, ports: [{ port: 80 }] });
      const externalName = `target.${namespace.name}.svc.cluster.local`;
      made["spec"] = { type: "ExternalName", externalName };
      const { spec } = await cluster.api.update("v1/services", made);
      assert.deepEqual([spec.clusterIP, spec.ports], [undefined, undefined]);
      const target = await cluster.api.get("v1/services", namespace.name, "target");
      const script = `until nslookup -type=a web.${namespace.name}.svc.cluster.local >/tmp/answer
do sleep 0.2; done; cat /tmp/answer`;
      const answer = await namespace.outputOf(shell(script));
      assert.ok(answer.includes(target["spec"].clusterIP), answer);
    });

  for (const type of ["ClusterIP", "NodePort"]) {
    const named = type === "ClusterIP" ? "service with type clusterIP" : "NodePort service";
    test(`${title} should have session affinity work for ${named}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await Promise.all(["pod1", "pod2", "pod3"].map((name) => startServer(namespace, name)));
      const sessionAffinity = "ClientIP";
      const { spec } = await service(namespace, { type, sessionAffinity, ports: [{ port: 80 }] });
      await waitForEndpoints(namespace, ["pod1", "pod2", "pod3"]);
      const url = urlOf(spec, type);
      const answers = [await fetch(url)];
      for (let index = 0; index < 15; index++) answers.push(await fetch(url));
      assert.equal(new Set(answers).size, 1, answers.join());
    });

    test(`${title} should be able to switch session affinity for ${named}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await Promise.all(["pod1", "pod2"].map((name) => startServer(namespace, name)));
      const { spec } = await service(namespace, { type, ports: [{ port: 80 }] });
      await waitForEndpoints(namespace, ["pod1", "pod2"]);
      const url = urlOf(spec, type);
      // 20 answers by chance from one of two pods: one in half a million.
      const ask = async (): Promise<number> => {
        const answers: string[] = [];
        for (let index = 0; index < 20; index++) answers.push(await fetch(url));
        return new Set(answers).size;
      };
      assert.equal(await ask(), 2);
      const place = ["v1/services", namespace.name, "web"] as const;
      await cluster.api.patch(place, { spec: { sessionAffinity: "ClientIP" } });
      assert.ok(await eventually(ask, 1), "answers still come from both");
      await cluster.api.patch(place, { spec: { sessionAffinity: "None" } });
      assert.ok(await eventually(ask, 2), "answers still come from one");
    });
  }

  test(`${title} should complete a service status lifecycle`, async (t) => {
    const namespace = await cluster.namespace(t);
    await service(namespace, { type: "LoadBalancer", ports: [{ port: 80 }] });
    const path = `${resourcePath("v1/services", namespace.name, "web")}/status`;
    const patched = await cluster.api.expect("PATCH", path, {
      body: { status: { loadBalancer: { ingress: [{ ip: "203.0.113.1" }] } } },
      contentType: "application/merge-patch+json",
    });
    assert.equal(patched["status"].loadBalancer.ingress[0].ip, "203.0.113.1");
    const condition = {
      type: "StatusUpdate",
      status: "True",
      reason: "E2E",
      message: "Set by a test",
      lastTransitionTime: "2026-01-02T03:04:05Z",
    };
    patched["status"].conditions = [condition];
    const updated = await cluster.api.expect("PUT", path, { body: patched });
    assert.deepEqual(updated["status"].conditions, [condition]);
    await cluster.api.delete("v1/services", namespace.name, "web");
    await cluster.api.waitUntilGone(["v1/services", namespace.name, "web"]);
  });

  test(`${title} should find a service from listing all namespaces`, async () => {
    const all = await cluster.api.list("v1/services");
    const found = all.find(({ metadata }) => metadata.name === "kubernetes");
    assert.equal(found?.metadata.namespace, "default");
  });

  test(`${title} should delete a collection of services`, async (t) => {
    const namespace = await cluster.namespace(t);
    await exerciseApi(cluster.api, {
      resource: "v1/services",
      kind: "Service",
      namespace: namespace.name,
      label: "collection",
      make: () => ({ spec: { ports: [{ port: 80 }] } }),
      change: {
        patch: { spec: { sessionAffinity: "ClientIP" } },
        isDone: ({ spec }) => spec.sessionAffinity === "ClientIP",
      },
    });
  });
});

function urlOf(spec: ApiObject["spec"], type: string): string {
  if (type === "ClusterIP") return `http://${spec.clusterIP}/`;
  return `http://${cluster.nodes[0]?.address}:${spec.ports[0].nodePort}/`;
}

/** The rules follow a change within moments; each question takes a while of its own. */
async function eventually(ask: () => Promise<number>, wanted: number): Promise<boolean> {
  for (let attempt = 0; attempt < 5; attempt++) if ((await ask()) === wanted) return true;
  return false;
}
