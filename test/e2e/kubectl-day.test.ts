// A user's day with kubectl: every command that people type, on real containers, with the kubectl of
// the server's version and, in a smaller pass, with one two versions older.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  container,
  kubectlProgram,
  podTemplate,
  serve,
  sharedCluster,
  shell,
  stayUp,
  type TestNamespace,
} from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });

type Say = (...argv: string[]) => Promise<string>;

function speaker(namespace: TestNamespace, minor: 34 | 36): Say {
  return async (...argv) => (await namespace.kubectl(argv, { minor })).stdout;
}

/** kubectl with a terminal, as `exec -it` and `edit` want it. */
async function onTerminal(namespace: TestNamespace, command: string, input = ""): Promise<string> {
  const line = `${kubectlProgram()} --namespace ${namespace.name} ${command}`;
  const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig, TERM: "dumb" },
    stdio: ["pipe", "pipe", "inherit"],
    signal: AbortSignal.timeout(30_000),
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.write(input);
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  return output.replaceAll("\r", "");
}

for (const minor of [36, 34] as const)
  describe(`kubectl 1.${minor}`, cluster.together, () => {
    test(`a Deployment's life with kubectl 1.${minor}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const say = speaker(namespace, minor);
      await cluster.loadImage({ from: "nginx", name: "docker.io/library/nginx:1.14.2" });
      await cluster.loadImage({ from: "nginx", name: "docker.io/library/nginx:1.16.1" });
      await say("create", "deployment", "web", "--image=nginx:1.14.2", "--replicas=2");
      const wait = () => say("rollout", "status", "deployment/web", "--timeout=60s");
      assert.match(await wait(), /deployment "web" successfully rolled out/);
      const lines = (await say("get", "deployments")).split("\n");
      assert.match(lines[0] ?? "", /^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE$/);
      assert.match(lines[1] ?? "", /^web\s+2\/2\s+2\s+2\s+/);
      await say("scale", "deployment/web", "--replicas=3");
      await wait();
      await say("set", "image", "deployment/web", "nginx=nginx:1.16.1");
      await wait();
      assert.match(await say("rollout", "history", "deployment/web"), /^1\s+<none>\n2\s+<none>$/m);
      await say("rollout", "undo", "deployment/web");
      await wait();
      const image = "-o=jsonpath={.spec.template.spec.containers[0].image}";
      assert.equal(await say("get", "deployment", "web", image), "nginx:1.14.2");
      await say("rollout", "pause", "deployment/web");
      await say("set", "env", "deployment/web", "A=B");
      assert.match(
        await say("rollout", "status", "deployment/web", "--watch=false"),
        /Waiting for deployment "web" rollout to finish/,
      );
      await say("rollout", "resume", "deployment/web");
      await wait();
      await say("rollout", "restart", "deployment/web");
      await wait();
      await say("expose", "deployment", "web", "--port=80");
      const address = await say("get", "service", "web", "-o=jsonpath={.spec.clusterIP}");
      const argv = ["curl", "-s", "--retry-connrefused", "--retry", "10", `http://${address}/`];
      assert.match(await cluster.inNode(cluster.nodes[0]?.name ?? "", argv), /Welcome to nginx/);
      await say("delete", "deployment,service", "web");
      await say("wait", "--for=delete", "pod", "--selector=app=web", "--timeout=60s");
    });

    test(`looking around with kubectl 1.${minor}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const say = speaker(namespace, minor);
      assert.match(await say("version"), /Server Version: v1\.36\./);
      assert.match(await say("cluster-info"), /Kubernetes control plane.*is running at/);
      assert.match(
        await say("get", "nodes", "-o", "wide"),
        /Ready\s.*172\.31\.\d+\.\d+.*containerd:\/\//,
      );
      assert.match(await say("get", "all", "--all-namespaces"), /service\/kubernetes/);
      assert.match(
        await say("api-resources"),
        /^deployments\s+deploy\s+apps\/v1\s+true\s+Deployment$/m,
      );
      assert.match(await say("explain", "deployment.spec.strategy", "--recursive"), /maxSurge/);
      assert.equal(await say("auth", "can-i", "create", "deployments"), "yes\n");
      assert.match(await say("auth", "whoami"), /kubernetes-admin/);
      assert.match(await say("get", "--raw", "/readyz"), /^ok/);
      const refused = await namespace.kubectl(
        ["auth", "can-i", "list", "secrets", "--as=system:serviceaccount:default:default"],
        { minor, expectFailure: true },
      );
      assert.equal(refused.stdout, "no\n");
    });

    test(`logs, exec, attach, cp and port-forward with kubectl 1.${minor}`, async (t) => {
      const namespace = await cluster.namespace(t);
      const say = speaker(namespace, minor);
      const script = `echo started; while read -r line; do echo "heard $line"; done; ${stayUp}`;
      await namespace.startPod("pod", { containers: [shell(script, { stdin: true })] });
      assert.equal(await say("logs", "pod"), "started\n");
      assert.equal(await say("exec", "pod", "--", "echo", "hello"), "hello\n");
      const failed = await namespace.kubectl(["exec", "pod", "--", "sh", "-c", "exit 7"], {
        minor,
        expectFailure: true,
      });
      assert.equal(failed.exitCode, 7);
      const piped = await namespace.kubectl(["exec", "-i", "pod", "--", "cat"], {
        minor,
        input: "in and out",
      });
      assert.equal(piped.stdout, "in and out");
      const attach = spawn(kubectlProgram(minor), ["-n", namespace.name, "attach", "-i", "pod"], {
        env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
        stdio: ["pipe", "pipe", "ignore"],
      });
      t.after(() => attach.kill());
      attach.stdin.write("you\n");
      let attached = "";
      for await (const chunk of attach.stdout) {
        attached += String(chunk);
        if (attached.includes("heard you")) break;
      }
      attach.kill();
      await namespace.waitForLog("pod", "main", /heard you/);
      const directory = mkdtempSync(join(tmpdir(), "cox-cp-"));
      t.after(() => rmSync(directory, { recursive: true }));
      writeFileSync(join(directory, "there"), "copied");
      await say("cp", join(directory, "there"), "pod:/tmp/there");
      await say("cp", "pod:/tmp/there", join(directory, "back"));
      assert.equal(readFileSync(join(directory, "back"), "utf8"), "copied");
    });

    test(`port-forward to a pod and a service with kubectl 1.${minor}`, async (t) => {
      const namespace = await cluster.namespace(t);
      await namespace.create("apps/v1/deployments", "web", {
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: "web" } },
          template: podTemplate(serve),
        },
      });
      await namespace.create("v1/services", "web", {
        spec: { selector: { app: "web" }, ports: [{ port: 8080, targetPort: 80 }] },
      });
      const say = speaker(namespace, minor);
      await say("rollout", "status", "deployment/web", "--timeout=60s");
      const [pod] = await cluster.api.list("v1/pods", namespace.name);
      const name = pod?.metadata.name ?? "";
      for (const target of [`pod/${name}`, "service/web"]) {
        const ports = target === "service/web" ? ":8080" : ":80";
        const argv = ["-n", namespace.name, "port-forward", target, ports];
        const forward = spawn(kubectlProgram(minor), argv, {
          env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
          stdio: ["ignore", "pipe", "inherit"],
        });
        t.after(() => forward.kill());
        const [line] = await once(forward.stdout, "data");
        const port = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1];
        for (let count = 0; count < 3; count++) {
          const answer = await fetch(`http://127.0.0.1:${port}/`);
          assert.equal((await answer.text()).trim(), name);
        }
        forward.kill();
      }
    });
  });

describe("kubectl 1.36, the rest of the day", cluster.together, () => {
  test("logs -f follows until the container ends; --previous shows the one before", async (t) => {
    const namespace = await cluster.namespace(t);
    const say = speaker(namespace, 36);
    const script = "echo one; sleep 1; echo two; exit 1";
    const containers = [shell(script)];
    await namespace.createPod("pod", { restartPolicy: "OnFailure", containers });
    await namespace.waitForPod("pod", ({ status }) => status.containerStatuses?.[0].state.running);
    assert.equal(await say("logs", "--follow", "pod"), "one\ntwo\n");
    await namespace.waitForPod("pod", ({ status }) => status.containerStatuses[0].restartCount > 0);
    assert.equal(await say("logs", "--previous", "pod"), "one\ntwo\n");
  });

  test("exec -it gives a terminal with its size and echo", async (t) => {
    const namespace = await cluster.namespace(t);
    await namespace.startPod("pod", { containers: [shell(stayUp)] });
    const output = await onTerminal(namespace, "exec -it pod -- sh", "tty; echo $((40+2)); exit\n");
    assert.match(output, /\/dev\/pts\/\d/);
    assert.match(output, /^42$/m);
  });

  test("run --rm -i gives what the command prints and leaves nothing", async (t) => {
    const namespace = await cluster.namespace(t);
    const argv = [
      "run",
      "one",
      "--image=busybox",
      "--image-pull-policy=IfNotPresent",
      "--restart=Never",
    ];
    const { stdout } = await namespace.kubectl([
      ...argv,
      "--rm",
      "-i",
      "--",
      "echo",
      "from the pod",
    ]);
    assert.match(stdout, /from the pod/);
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "one"]);
  });

  test("get -w tells of a pod's way to Running; -o name, json, yaml, jsonpath, custom-columns", async (t) => {
    const namespace = await cluster.namespace(t);
    const say = speaker(namespace, 36);
    const watch = spawn(
      kubectlProgram(),
      ["-n", namespace.name, "get", "pods", "-w", "-o", "wide"],
      {
        env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    t.after(() => watch.kill());
    await namespace.createPod("pod", { containers: [shell(stayUp)] });
    let seen = "";
    for await (const chunk of watch.stdout) {
      seen += String(chunk);
      if (/pod\s+1\/1\s+Running/.test(seen)) break;
    }
    assert.match(seen, /^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE/m);
    assert.match(seen, /pod\s+0\/1\s+(Pending|ContainerCreating)/);
    assert.equal(await say("get", "pods", "-o", "name"), "pod/pod\n");
    assert.equal(JSON.parse(await say("get", "pod", "pod", "-o", "json")).metadata.name, "pod");
    assert.match(await say("get", "pod", "pod", "-o", "yaml"), /^ {2}name: pod$/m);
    const columns = "-o=custom-columns=N:.metadata.name,P:.status.phase";
    assert.match(await say("get", "pods", columns), /^pod\s+Running$/m);
    assert.match(await say("describe", "pod", "pod"), /Successfully assigned .*\/pod to /);
    assert.match(
      await say("get", "events"),
      /Normal\s+Started\s+pod\/pod\s+.*Container started|Normal\s+Started\s+pod\/pod/,
    );
    assert.match(await say("events", "--for", "pod/pod"), /Scheduled/);
  });

  test("label, annotate, edit and patch of every type", async (t) => {
    const namespace = await cluster.namespace(t);
    const say = speaker(namespace, 36);
    const template = podTemplate(serve);
    await namespace.create("apps/v1/deployments", "web", {
      spec: { replicas: 0, selector: { matchLabels: { app: "web" } }, template },
    });
    await say("label", "deployment", "web", "tier=front");
    await say("annotate", "deployment", "web", "note=first");
    await say(
      "patch",
      "deployment",
      "web",
      "--patch",
      '{"metadata":{"labels":{"strategic":"yes"}}}',
    );
    await say(
      "patch",
      "deployment",
      "web",
      "--type=merge",
      "--patch",
      '{"metadata":{"labels":{"merge":"yes"}}}',
    );
    const operations = '[{"op":"add","path":"/metadata/labels/json","value":"yes"}]';
    await say("patch", "deployment", "web", "--type=json", "--patch", operations);
    await say(
      "patch",
      "deployment",
      "web",
      "--subresource=scale",
      "--type=merge",
      "--patch",
      '{"spec":{"replicas":0}}',
    );
    await namespace.kubectl(["edit", "deployment", "web"], {
      env: { KUBE_EDITOR: "sed -i s/note:.first/note:\\ edited/" },
    });
    const { metadata } = await cluster.api.get("apps/v1/deployments", namespace.name, "web");
    assert.deepEqual(metadata.labels, {
      tier: "front",
      strategic: "yes",
      merge: "yes",
      json: "yes",
    });
    assert.equal(metadata.annotations?.["note"], "edited");
  });

  test("apply creates, changes and prunes fields, client and server side; conflicts are told", async (t) => {
    const namespace = await cluster.namespace(t);
    const map = (data: object): string =>
      JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "map" }, data });
    const apply = (data: object, ...options: string[]) =>
      namespace.kubectl(["apply", "-f", "-", ...options], { input: map(data) });
    assert.match((await apply({ a: "1", b: "1" })).stdout, /configmap\/map created/);
    assert.match((await apply({ a: "2" })).stdout, /configmap\/map configured/);
    assert.match((await apply({ a: "2" })).stdout, /configmap\/map unchanged/);
    const got = await cluster.api.get("v1/configmaps", namespace.name, "map");
    assert.deepEqual(got["data"], { a: "2" });
    await namespace.kubectl(["apply", "--server-side", "--field-manager=one", "-f", "-"], {
      input: map({ c: "1" }),
    });
    const conflict = await namespace.kubectl(
      ["apply", "--server-side", "--field-manager=two", "-f", "-"],
      { input: map({ c: "2" }), expectFailure: true },
    );
    assert.match(conflict.stderr, /conflict with "one": \.data\.c/);
    await namespace.kubectl(
      ["apply", "--server-side", "--force-conflicts", "--field-manager=two", "-f", "-"],
      { input: map({ c: "2" }) },
    );
    const after = await cluster.api.get("v1/configmaps", namespace.name, "map");
    // The first manager took over what client-side apply had owned, and no longer names it.
    assert.deepEqual(after["data"], { c: "2" });
  });

  test("wait --for a condition, a jsonpath, creation and deletion", async (t) => {
    const namespace = await cluster.namespace(t);
    const say = speaker(namespace, 36);
    const waiting = say("wait", "--for=create", "pod/pod", "--timeout=30s");
    await namespace.createPod("pod", { containers: [container({ image: "nginx" })] });
    await waiting;
    assert.match(
      await say("wait", "--for=condition=Ready", "pod/pod", "--timeout=30s"),
      /condition met/,
    );
    await say("wait", "--for=jsonpath={.status.phase}=Running", "pod/pod", "--timeout=30s");
    const gone = say("wait", "--for=delete", "pod/pod", "--timeout=30s");
    await say("delete", "pod", "pod", "--wait=false");
    await gone;
  });

  test("cordon, drain and uncordon move a Deployment's pods away and let them come back", async (t) => {
    const namespace = await cluster.namespace(t);
    const say = speaker(namespace, 36);
    const node = cluster.nodes[0]?.name ?? "";
    t.after(() => cluster.kubectl(["uncordon", node]));
    await namespace.create("apps/v1/deployments", "web", {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "web" } },
        template: podTemplate(serve),
      },
    });
    await say("rollout", "status", "deployment/web", "--timeout=60s");
    await say("cordon", node);
    assert.match(await say("get", "node", node), /Ready,SchedulingDisabled/);
    const [before] = await cluster.api.list("v1/pods", namespace.name);
    await namespace.kubectl(["delete", "pod", before?.metadata.name ?? ""]);
    if (cluster.nodes.length === 1)
      await cluster.api.waitForList(["v1/pods", namespace.name], (pods) =>
        pods.some(({ status }) =>
          status.conditions?.some(({ reason }: { reason?: string }) => reason === "Unschedulable"),
        ),
      );
    await say("uncordon", node);
    await say("rollout", "status", "deployment/web", "--timeout=60s");
  });
});
