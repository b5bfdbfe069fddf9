// Names of the cluster, asked for from within pods.
// https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { server, sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-network] DNS";

/** Runs nslookup in a pod until every name resolves, then gives each answer. */
async function lookUp(
  namespace: TestNamespace,
  names: readonly string[],
  { type = "a", pod = "client" } = {},
): Promise<string[]> {
  const one = (name: string) =>
    `until nslookup -type=${type} ${name} >/tmp/answer 2>&1; do sleep 0.2; done
sed '1,/^$/d' /tmp/answer; echo ---`;
  await namespace.runPod(pod, { containers: [shell(names.map(one).join("\n"))] });
  return (await namespace.log(pod, "main")).split("---\n").slice(0, names.length);
}

function assertAll(answers: string[], wanted: string): void {
  for (const answer of answers) assert.ok(answer.includes(wanted), `${wanted} in ${answer}`);
}

describe(title, cluster.together, () => {
  test(`${title} should provide DNS for the cluster`, async (t) => {
    const namespace = await cluster.namespace(t);
    const names = [
      "kubernetes.default.svc.cluster.local",
      "kube-dns.kube-system.svc.cluster.local",
    ];
    const [api, dns] = await lookUp(namespace, names);
    assertAll([api ?? ""], "10.96.0.1");
    assertAll([dns ?? ""], "10.96.0.10");
  });

  test(`${title} should resolve DNS of partial qualified names for services`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { spec } = await namespace.create("v1/services", "web", {
      spec: { ports: [{ port: 80 }] },
    });
    const script = `for name in web web.${namespace.name} web.${namespace.name}.svc
do timeout 2 wget -O /dev/null http://$name/ 2>&1 | head -1; done`;
    const lines = (await namespace.outputOf(shell(script))).trim().split("\n");
    assert.equal(lines.length, 3);
    for (const line of lines) assert.ok(line.includes(`(${spec.clusterIP}:80)`), line);
  });

  test(`${title} should provide DNS for services`, async (t) => {
    const namespace = await cluster.namespace(t);
    const ports = [{ name: "http", port: 80 }];
    const selector = { app: "web" };
    const pod = await namespace.startPod("pod", { containers: [server()] }, { labels: selector });
    await namespace.create("v1/services", "headless", {
      spec: { clusterIP: "None", selector, ports },
    });
    const { spec } = await namespace.create("v1/services", "regular", {
      spec: { selector, ports },
    });
    const domain = `${namespace.name}.svc.cluster.local`;
    assertAll(await lookUp(namespace, [`regular.${domain}`]), spec.clusterIP);
    assertAll(
      await lookUp(namespace, [`headless.${domain}`], { pod: "client2" }),
      pod["status"].podIP,
    );
    const srv = await lookUp(
      namespace,
      [`_http._tcp.regular.${domain}`, `_http._tcp.headless.${domain}`],
      { type: "srv", pod: "client3" },
    );
    assert.match(srv[0] ?? "", new RegExp(`80 regular\\.${domain.replaceAll(".", "\\.")}`));
    assert.match(
      srv[1] ?? "",
      new RegExp(`80 [\\w-]+\\.headless\\.${domain.replaceAll(".", "\\.")}`),
    );
  });

  test(`${title} should provide DNS for pods for Hostname`, async (t) => {
    const namespace = await cluster.namespace(t);
    await hostnamePod(namespace);
    const names = [`querier.dns-service.${namespace.name}.svc.cluster.local`];
    const pod = await cluster.api.get("v1/pods", namespace.name, "querier");
    assertAll(await lookUp(namespace, names), pod["status"].podIP);
  });

  test(`${title} should provide DNS for pods for Subdomain`, async (t) => {
    const namespace = await cluster.namespace(t);
    await hostnamePod(namespace);
    const domain = `dns-service.${namespace.name}.svc.cluster.local`;
    const pod = await cluster.api.get("v1/pods", namespace.name, "querier");
    assertAll(await lookUp(namespace, [`querier.${domain}`, domain]), pod["status"].podIP);
  });

  test(`${title} should provide /etc/hosts entries for the cluster`, async (t) => {
    const namespace = await cluster.namespace(t);
    const spec = { hostname: "querier", subdomain: "dns-service" };
    const output = await namespace.outputOf(shell("cat /etc/hosts; hostname -f"), spec);
    const pod = await cluster.api.get("v1/pods", namespace.name, "one-shot");
    const full = `querier.dns-service.${namespace.name}.svc.cluster.local`;
    assert.ok(output.includes(`${pod["status"].podIP}\t${full}\tquerier\n${full}\n`), output);
  });

  test(`${title} should provide DNS for ExternalName services`, async (t) => {
    const namespace = await cluster.namespace(t);
    const { name } = namespace;
    const full = `external.${name}.svc.cluster.local`;
    await namespace.create("v1/services", "external", {
      spec: { type: "ExternalName", externalName: "foo.example.com" },
    });
    const first = await lookUp(namespace, [full], { type: "cname" });
    assertAll(first, "foo.example.com");
    const place = ["v1/services", name, "external"] as const;
    await cluster.api.patch(place, { spec: { externalName: "bar.example.com" } });
    const script = `until nslookup -type=cname ${full} | grep bar.example.com; do sleep 0.2; done`;
    await namespace.outputOf(shell(script));
    const current = await cluster.api.get(...place);
    const spec = { type: "ClusterIP", ports: [{ port: 80 }] };
    const changed = await cluster.api.update("v1/services", { ...current, spec });
    const address = `until nslookup -type=a ${full} | grep ${changed["spec"].clusterIP}; do sleep 0.2; done`;
    await namespace.runPod("last", { containers: [shell(address)] });
  });

  test(`${title} should support configurable pod DNS nameservers`, async (t) => {
    const namespace = await cluster.namespace(t);
    const dnsConfig = { nameservers: ["1.1.1.1"], searches: ["resolv.conf.local"] };
    const spec = { dnsPolicy: "None", dnsConfig } as const;
    const output = await namespace.outputOf(shell("cat /etc/resolv.conf"), spec);
    assert.match(output, /^nameserver 1\.1\.1\.1$/m);
    assert.match(output, /^search resolv\.conf\.local$/m);
    assert.doesNotMatch(output, /10\.96\.0\.10/);
  });
});

async function hostnamePod(namespace: TestNamespace): Promise<void> {
  const selector = { dns: "test" };
  const spec = { clusterIP: "None", selector, ports: [{ name: "http", port: 80 }] };
  await namespace.create("v1/services", "dns-service", { spec });
  await namespace.startPod(
    "querier",
    { hostname: "querier", subdomain: "dns-service", containers: [shell(stayUp)] },
    { labels: selector },
  );
}
