// Environment variables of containers: from ConfigMaps, Secrets, the downward API, Services, and
// made of one another. https://kubernetes.io/docs/tasks/inject-data-application/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EnvVar } from "#api/core/v1";
import { container, sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

/** What `env` printed. */
function variables(output: string): Record<string, string> {
  return Object.fromEntries(
    output
      .trimEnd()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

const printEnvironment = container({ command: ["env"] });

interface Source {
  title: string;
  prefixes: string;
  one: string;
  resource: "configMap" | "secret";
}

const sources: Source[] = [
  {
    title: "[sig-node] ConfigMap",
    prefixes: "should be consumable as environment variable names with various prefixes",
    one: "should be consumable via environment variable",
    resource: "configMap",
  },
  {
    title: "[sig-node] Secrets",
    prefixes:
      "should be consumable as environment variable names variable names with various prefixes",
    one: "should be consumable from pods in env vars",
    resource: "secret",
  },
];

for (const { title, prefixes, one, resource } of sources) {
  const [key, from] = [`${resource}KeyRef`, `${resource}Ref`];
  const data = { "data-1": "value-1", "data-2": "value-2" };

  describe(title, cluster.together, () => {
    test(`${title} ${one}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace[resource]("data", data);
      const env = [{ name: "DATA", valueFrom: { [key]: { name: "data", key: "data-1" } } }];
      const output = await namespace.outputOf({ ...printEnvironment, env });
      assert.equal(variables(output)["DATA"], "value-1");
    });

    test(`${title} should be consumable via the environment`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace[resource]("data", { first: "value-1", second: "value-2" });
      const envFrom = [
        { [from]: { name: "data" } },
        { prefix: "p-", [from]: { name: "data" } },
        { [from]: { name: "absent", optional: true } },
      ];
      const output = await namespace.outputOf({ ...printEnvironment, envFrom });
      const { first, second, "p-first": third, "p-second": fourth } = variables(output);
      assert.deepEqual(
        [first, second, third, fourth],
        ["value-1", "value-2", "value-1", "value-2"],
      );
    });

    test(`${title} ${prefixes}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace[resource]("data", data);
      const names = ["p-", "p.", "8p", "#", "a b", "!\"$%&'()*+,/:;<>?@[\\]^_`{|}~"];
      const envFrom = names.map((prefix) => ({ prefix, [from]: { name: "data" } }));
      const output = await namespace.outputOf({ ...printEnvironment, envFrom });
      for (const prefix of names)
        assert.equal(variables(output)[`${prefix}data-1`], "value-1", `prefix ${prefix}`);
    });
  });
}

function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function fromResource(name: string, resource: string): EnvVar {
  return { name, valueFrom: { resourceFieldRef: { resource } } };
}

describe("[sig-node] Downward API", cluster.together, () => {
  test("[sig-node] Downward API should provide pod name, namespace and IP address as env vars", async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [
      fromField("NAME", "metadata.name"),
      fromField("NAMESPACE", "metadata.namespace"),
      fromField("IP", "status.podIP"),
    ];
    const got = variables(await namespace.outputOf({ ...printEnvironment, env }));
    const pod = await cluster.api.get("v1/pods", namespace.name, "one-shot");
    assert.deepEqual(
      [got["NAME"], got["NAMESPACE"], got["IP"]],
      ["one-shot", namespace.name, pod["status"].podIP],
    );
  });

  test("[sig-node] Downward API should provide host IP as an env var", async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [fromField("IP", "status.hostIP")];
    const got = variables(await namespace.outputOf({ ...printEnvironment, env }));
    assert.ok(cluster.nodes.some((node) => node.address === got["IP"]));
  });

  test("[sig-node] Downward API should provide hostIPs as an env var", async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [fromField("IPS", "status.hostIPs")];
    const got = variables(await namespace.outputOf({ ...printEnvironment, env }));
    assert.ok(cluster.nodes.some((node) => node.address === got["IPS"]));
  });

  test("[sig-node] Downward API should provide pod UID as env vars", async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [fromField("UID", "metadata.uid")];
    const got = variables(await namespace.outputOf({ ...printEnvironment, env }));
    const pod = await cluster.api.get("v1/pods", namespace.name, "one-shot");
    assert.equal(got["UID"], pod.metadata.uid);
  });

  const names = ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
  const resourceVariables = names.map((name) => fromResource(name, name));

  test("[sig-node] Downward API should provide container's limits.cpu/memory and requests.cpu/memory as env vars", async (t) => {
    const namespace = await cluster.namespace(t);
    const resources = {
      requests: { cpu: "250m", memory: "32Mi" },
      limits: { cpu: "1250m", memory: "64Mi" },
    };
    const one = { ...printEnvironment, env: resourceVariables, resources };
    const got = variables(await namespace.outputOf(one));
    assert.deepEqual(
      names.map((name) => got[name]),
      ["2", "67108864", "1", "33554432"],
    );
  });

  test("[sig-node] Downward API should provide default limits.cpu/memory from node allocatable", async (t) => {
    const namespace = await cluster.namespace(t);
    const got = variables(
      await namespace.outputOf({ ...printEnvironment, env: resourceVariables }),
    );
    const [node] = await cluster.api.list("v1/nodes");
    const { cpu, memory } = node?.["status"]?.allocatable ?? {};
    const cpus = cpu.endsWith("m") ? Math.ceil(Number.parseInt(cpu, 10) / 1000) : Number(cpu);
    assert.equal(Number(got["limits.cpu"]), cpus);
    assert.equal(Number(got["limits.memory"]), Number.parseInt(memory, 10) * 1024);
  });
});

describe("[sig-node] Variable Expansion", cluster.together, () => {
  const title = "[sig-node] Variable Expansion";

  test(`${title} should allow composing env vars into new env vars`, async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [
      { name: "FOO", value: "foo-value" },
      { name: "BAR", value: "bar-value" },
      { name: "FOOBAR", value: "$(FOO);;$(BAR) $$(FOO) $(ABSENT)" },
    ];
    const got = variables(await namespace.outputOf({ ...printEnvironment, env }));
    assert.equal(got["FOOBAR"], "foo-value;;bar-value $(FOO) $(ABSENT)");
  });

  test(`${title} should allow substituting values in a container's command`, async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [{ name: "WORD", value: "a value" }];
    const command = ["sh", "-c", "echo \"$(WORD)\"; echo '$$(WORD)'"];
    const output = await namespace.outputOf(container({ command, env }));
    assert.equal(output, "a value\n$(WORD)\n");
  });

  test(`${title} should allow substituting values in a container's args`, async (t) => {
    const namespace = await cluster.namespace(t);
    const env = [{ name: "WORD", value: "a value" }];
    const output = await namespace.outputOf(
      container({ command: ["echo"], args: ["got", "$(WORD)"], env }),
    );
    assert.equal(output, "got a value\n");
  });

  const subPathVolume = { volumes: [{ name: "work", emptyDir: {} }] };

  test(`${title} should allow substituting values in a volume subpath`, async (t) => {
    const namespace = await cluster.namespace(t);
    const one = shell("echo here >/place/file; ls -d /whole/one-shot/file", {
      env: [fromField("POD", "metadata.name")],
      volumeMounts: [
        { name: "work", mountPath: "/place", subPathExpr: "$(POD)" },
        { name: "work", mountPath: "/whole" },
      ],
    });
    assert.equal(await namespace.outputOf(one, subPathVolume), "/whole/one-shot/file\n");
  });

  test(`${title} should succeed in writing subpaths in container`, async (t) => {
    const namespace = await cluster.namespace(t);
    const script = "until [ -e /place/ready ]; do sleep 0.1; done; test -d /whole/a/one-shot";
    const one = shell(`touch /place/ready; ${script}; ls /whole/a/one-shot`, {
      env: [fromField("POD", "metadata.name")],
      volumeMounts: [
        { name: "work", mountPath: "/place", subPathExpr: "a/$(POD)" },
        { name: "work", mountPath: "/whole" },
      ],
    });
    assert.equal(await namespace.outputOf(one, subPathVolume), "ready\n");
  });

  test(`${title} should verify that a failing subpath expansion can be modified during the lifecycle of a container`, async (t) => {
    const namespace = await cluster.namespace(t);
    const one = shell("true", {
      env: [fromField("PART", "metadata.annotations['part']")],
      volumeMounts: [{ name: "work", mountPath: "/place", subPathExpr: "$(PART)" }],
    });
    const spec = { containers: [one], ...subPathVolume };
    await namespace.createPod("pod", spec, { annotations: { part: "/absolute" } });
    await namespace.waitForPod("pod", ({ status }) =>
      /^CreateContainer/.test(status.containerStatuses?.[0].state.waiting?.reason ?? ""),
    );
    const change = { metadata: { annotations: { part: "relative" } } };
    await cluster.api.patch(["v1/pods", namespace.name, "pod"], change);
    await namespace.waitForPod("pod", ({ status }) => status.phase === "Succeeded", 90);
  });

  const refused: [name: string, value: string][] = [
    ["backticks", "..`touch /tmp/x`/.."],
    ["absolute path", "/tmp"],
  ];
  for (const [name, value] of refused)
    test(`${title} should fail substituting values in a volume subpath with ${name}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const one = shell("true", {
        env: [{ name: "PART", value }],
        volumeMounts: [{ name: "work", mountPath: "/place", subPathExpr: "$(PART)" }],
      });
      await namespace.createPod("refused", { containers: [one], ...subPathVolume });
      const pod = await namespace.waitForPod("refused", ({ status }) =>
        ["CreateContainerConfigError", "CreateContainerError"].includes(
          status.containerStatuses?.[0].state.waiting?.reason,
        ),
      );
      assert.equal(pod["status"].phase, "Pending");
    });
});

describe("[sig-node] Pods", cluster.together, () => {
  test("[sig-node] Pods should contain environment variables for services", async (t) => {
    const namespace = await cluster.namespace(t);
    const spec = { selector: { app: "none" }, ports: [{ port: 8765, targetPort: 8080 }] };
    const service = await namespace.create("v1/services", "foo-service", { spec });
    const got = variables(await namespace.outputOf(printEnvironment));
    const { clusterIP } = service["spec"];
    assert.deepEqual(
      ["HOST", "PORT"].map((name) => got[`FOO_SERVICE_SERVICE_${name}`]),
      [clusterIP, "8765"],
    );
    const url = `tcp://${clusterIP}:8765`;
    assert.equal(got["FOO_SERVICE_PORT"], url);
    assert.equal(got["FOO_SERVICE_PORT_8765_TCP"], url);
    assert.equal(got["FOO_SERVICE_PORT_8765_TCP_PROTO"], "tcp");
    assert.equal(got["FOO_SERVICE_PORT_8765_TCP_PORT"], "8765");
    assert.equal(got["FOO_SERVICE_PORT_8765_TCP_ADDR"], clusterIP);
    assert.equal(got["KUBERNETES_SERVICE_HOST"], "10.96.0.1");
  });
});
