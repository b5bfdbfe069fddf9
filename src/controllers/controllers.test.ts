// All controllers on the real API server: what users rely on, from one end to the other.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  deployments,
  endpointSlices,
  endpoints,
  events,
  namespaces,
  nodes,
  pods,
  type Resource,
  replicaSets,
  serviceAccounts,
  services,
} from "#api";
import type { Deployment } from "#api/apps/v1";
import type { Namespace, Node, Pod, Service } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";
import { type Authorizer, RbacAuthorizer, RbacIndex } from "#apiserver";
import { systemClock } from "#base";
import { controllerAccount, defaultClusterRoleBindings, defaultClusterRoles } from "#bootstrap";
import { type Client, createClient, createInformerFactory, FakeApiServer } from "#client";
import { createLogger, type Logger } from "#component-base";
import { startTestApiServer } from "#testing";
import { controllerDescriptors } from "./descriptors.ts";
import { ControllerManager } from "./manager.ts";

const deadlineMilliseconds = 20_000;

interface Cluster {
  client: Client;
  list<T extends KubernetesObject>(resource: Resource<T>, namespace?: string): Promise<T[]>;
  until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T>;
  setReady(pod: Pod): Promise<void>;
}

async function start(context: TestContext): Promise<Cluster> {
  const lines: string[] = [];
  const log: Logger = createLogger({
    level: "warn",
    destination: { write: (line) => lines.push(line) },
  });
  const server = await startTestApiServer({ authorizers: await defaultAuthorizers() });
  const { client } = server;
  const reader = server.clientFor({
    name: "system:kube-controller-manager",
    groups: ["system:authenticated"],
    extra: {},
  });
  const informers = createInformerFactory({
    client: reader,
    clock: systemClock,
    log,
    freeze: true,
  });
  const manager = new ControllerManager({
    descriptors: controllerDescriptors({
      certificateAuthority: "PEM",
      nodeIpam: { clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 },
    }),
    clientFor: (name) =>
      server.clientFor({
        name: `system:serviceaccount:kube-system:${controllerAccount(name)}`,
        groups: ["system:serviceaccounts", "system:authenticated"],
        extra: {},
      }),
    informers,
    clock: systemClock,
    log,
    checkDeclarations: true,
  });
  await manager.start();
  context.after(async () => {
    await manager.stop();
    await informers.stop();
    await server.stop();
    const faults = lines.filter((line) => /met a bug|forbidden/.test(line));
    assert.deepEqual(faults, []);
  });
  const until: Cluster["until"] = async (what, look) => {
    const end = systemClock.monotonic() + deadlineMilliseconds;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found as never;
      assert.ok(systemClock.monotonic() < end, `${what}, in time; warnings: ${lines.join("")}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    client,
    until,
    list: async (resource, namespace = "default") =>
      (await client.resource(resource).list({ namespace })).items,
    setReady: async (pod) => {
      const { name = "", namespace = "" } = pod.metadata;
      const index = Number.parseInt(pod.metadata.uid?.slice(0, 2) ?? "", 16);
      const podIP = `10.244.0.${index}`;
      const conditions = [{ type: "Ready", status: "True" }];
      await client
        .resource(pods)
        .patch(
          namespace,
          name,
          { status: { phase: "Running", podIP, podIPs: [{ ip: podIP }], conditions } },
          { type: "strategic", subresource: "status" },
        );
    },
  };
}

/** The rights that a new cluster gives: each controller may do what its own role says. */
async function defaultAuthorizers(): Promise<Authorizer[]> {
  const roles = new FakeApiServer();
  const client = createClient(roles);
  for (const role of defaultClusterRoles()) await client.resource(clusterRoles).create("", role);
  for (const binding of defaultClusterRoleBindings()) {
    await client.resource(clusterRoleBindings).create("", binding);
  }
  const informers = createInformerFactory({ client, clock: systemClock });
  const rbac = new RbacAuthorizer(new RbacIndex(informers));
  informers.start();
  await informers.synced();
  await informers.stop();
  const administrator: Authorizer = {
    name: "administrator",
    authorize: ({ user }) => ({
      decision: user.groups.includes("system:masters") ? "allow" : "no-opinion",
      reason: "",
    }),
  };
  return [administrator, rbac];
}

const labels = { app: "web" };

const deployment = (image: string): Deployment => ({
  metadata: { name: "web" },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: "c", image, ports: [{ name: "http", containerPort: 80 }] }],
      },
    },
  },
});

const service: Service = {
  metadata: { name: "web" },
  spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};

test("a Deployment runs, answers behind its Service, rolls out and is deleted with all it owns", async (context) => {
  const cluster = await start(context);
  const { client, list, until } = cluster;
  await client.resource(services).create("default", service);
  await client.resource(deployments).create("default", deployment("one"));
  const running = await until("three pods run", async () => {
    const found = await list(pods);
    return found.length === 3 && found;
  });
  for (const pod of running) await cluster.setReady(pod);
  await until("endpoints are published", async () => {
    const [slice] = await list(endpointSlices);
    const [object] = await list(endpoints);
    const isMirrored = object?.subsets?.[0]?.addresses?.length === 3;
    return slice?.endpoints?.filter((e) => e.conditions?.ready).length === 3 && isMirrored;
  });
  const complete = async (): Promise<boolean> => {
    const web = await client.resource(deployments).get("default", "web");
    const progress = web.status?.conditions?.find((c) => c.type === "Progressing");
    const isSeen = web.status?.observedGeneration === web.metadata.generation;
    return (
      isSeen && web.status?.updatedReplicas === 3 && progress?.reason === "NewReplicaSetAvailable"
    );
  };
  await until("the rollout is complete", complete);
  await client
    .resource(deployments)
    .patch(
      "default",
      "web",
      { spec: { template: { spec: { containers: [{ name: "c", image: "two" }] } } } },
      { type: "strategic" },
    );
  await until("the second rollout is complete", async () => {
    for (const pod of await list(pods)) {
      const isReady = pod.status?.conditions?.some((c) => c.type === "Ready");
      if (!isReady && !pod.metadata.deletionTimestamp) await cluster.setReady(pod);
    }
    return complete();
  });
  assert.equal((await list(replicaSets)).length, 2);
  const web = await client.resource(deployments).get("default", "web");
  assert.equal(web.metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
  const messages = (await list(events)).map((event) => event.message ?? "");
  assert.ok(messages.some((text) => /^Scaled up replica set web-\w+ from 0 to 3$/.test(text)));
  await client.resource(deployments).delete("default", "web", { propagationPolicy: "Foreground" });
  await until("all is gone", async () => {
    const left = [await list(deployments), await list(replicaSets), await list(pods)];
    return left.flat().length === 0;
  });
});

test("deleting a Deployment orphans or collects its ReplicaSet as asked", async (context) => {
  const { client, list, until } = await start(context);
  const web = client.resource(deployments);
  await web.create("default", deployment("one"));
  const set = await until("the ReplicaSet is there", async () => (await list(replicaSets))[0]);
  await web.delete("default", "web", { propagationPolicy: "Orphan" });
  await until("the Deployment is gone", async () => (await list(deployments)).length === 0);
  const [orphan] = await list(replicaSets);
  assert.equal(orphan?.metadata.uid, set.metadata.uid);
  assert.deepEqual(orphan?.metadata.ownerReferences ?? [], []);
  await web.create("default", deployment("one"));
  await until("the ReplicaSet is adopted", async () => {
    const [found] = await list(replicaSets);
    return found?.metadata.ownerReferences?.length === 1;
  });
  await web.delete("default", "web");
  await until("all is collected", async () => {
    return (await list(replicaSets)).length + (await list(pods)).length === 0;
  });
});

test("a namespace gets its account and certificate and takes its content with it", async (context) => {
  const { client, list, until } = await start(context);
  await client.resource(namespaces).create("", { metadata: { name: "x" } } as Namespace);
  await until("account and certificate are there", async () => {
    const account = (await list(serviceAccounts, "x")).length === 1;
    return account && (await list(configMaps, "x")).length === 1;
  });
  await client.resource(deployments).create("x", deployment("one"));
  await client.resource(services).create("x", service);
  await until("pods are there", async () => (await list(pods, "x")).length === 3);
  await client.resource(namespaces).delete("", "x");
  await until("the namespace is gone", async () => {
    const { items } = await client.resource(namespaces).list();
    return items.every((namespace) => namespace.metadata.name !== "x");
  });
  assert.deepEqual(await list(pods, "x"), []);
  assert.deepEqual(await list(endpointSlices, "x"), []);
});

test("a node gets a range of pod addresses and a taint while it is not ready", async (context) => {
  const { client, until } = await start(context);
  await client.resource(nodes).create("", { metadata: { name: "n" }, spec: {} });
  await until("the range is set", async () => {
    return (await client.resource(nodes).get("", "n")).spec.podCIDR === "10.244.0.0/24";
  });
  const report = (status: string): Promise<Node> =>
    client
      .resource(nodes)
      .patch(
        "",
        "n",
        { status: { conditions: [{ type: "Ready", status }] } },
        { type: "strategic", subresource: "status" },
      );
  const taints = async (): Promise<string> =>
    ((await client.resource(nodes).get("", "n")).spec.taints ?? [])
      .map((taint) => `${taint.key}:${taint.effect}`)
      .join();
  await report("False");
  await until("it is tainted", async () => {
    return (await taints()) === "node.kubernetes.io/not-ready:NoSchedule";
  });
  await report("True");
  await until("the taint is gone", async () => (await taints()) === "");
});
