// `cox up --demo`: applies examples/demo, fetches the page through the Service and the node port.
import { execFile, spawn } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { enterCommand, namespacePath } from "#sandbox";
import { type ClusterSpec, clusterPaths } from "../cluster/cluster-spec.ts";
import { type CliEnvironment, CommandError } from "../environment.ts";
import type { Progress } from "../progress.ts";
import { findTool } from "./kubectl.ts";

const run = promisify(execFile);
const fetchScript = `const answer = await fetch(process.argv[1], { signal: AbortSignal.timeout(10000) }); if (!answer.ok) throw new Error("HTTP " + answer.status); process.stdout.write(await answer.text());`;

export interface DemoPage {
  url: string;
  page: string;
}

async function kubectl(
  spec: ClusterSpec,
  environment: CliEnvironment,
  argv: string[],
): Promise<string> {
  const env = {
    ...environment.variables,
    KUBECONFIG: clusterPaths(environment.home, spec.name).kubeconfig,
  };
  try {
    return (await run(findTool("kubectl", environment), argv, { env, signal: environment.signal }))
      .stdout;
  } catch (cause) {
    const text = (cause as { stderr?: string }).stderr?.trim().split("\n").at(-1) ?? String(cause);
    throw new CommandError(`kubectl ${argv[0]} failed: ${text}`, { cause });
  }
}

/** Fetches a page from within the first node. */
async function fetchInside(spec: ClusterSpec, url: string): Promise<string> {
  const [program = "", ...rest] = [
    ...enterCommand(namespacePath(spec.nodes[0]?.name ?? "")),
    process.execPath,
    "--input-type=module",
    "-e",
    fetchScript,
    url,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
    let [page, problem] = ["", ""];
    child.stdout.on("data", (chunk) => (page += String(chunk)));
    child.stderr.on("data", (chunk) => (problem += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve(page)
        : reject(
            new CommandError(
              `${url} does not answer: ${
                problem
                  .trim()
                  .split("\n")
                  .find((line) => line.includes("Error")) ?? problem.slice(0, 200)
              }`,
            ),
          ),
    );
  });
}

export async function runDemo(
  spec: ClusterSpec,
  environment: CliEnvironment,
  progress: Progress,
): Promise<DemoPage[]> {
  const files = globSync(join(environment.packageRoot, "examples/demo/*.yaml")).sort();
  const applied = await kubectl(spec, environment, [
    "apply",
    ...files.flatMap((file) => ["-f", file]),
  ]);
  progress.step(`Applied the demo: ${applied.trim().split("\n").join(", ")}`);
  await kubectl(spec, environment, ["rollout", "status", "deployment/demo", "--timeout=120s"]);
  progress.step("The demo's pods are ready");
  const address = await kubectl(spec, environment, [
    "get",
    "service",
    "demo",
    "-o",
    "jsonpath={.spec.clusterIP}",
  ]);
  const urls = [`http://${address}/`, `http://${spec.nodes[0]?.address}:30080/`];
  const pages: DemoPage[] = [];
  for (const url of urls) pages.push({ url, page: await fetchInside(spec, url) });
  return pages;
}

export function printDemo(
  spec: ClusterSpec,
  environment: CliEnvironment,
  pages: readonly DemoPage[],
): void {
  for (const { url, page } of pages) environment.out(`\n$ curl ${url}\n${page}`);
  environment.out(`
Cluster "${spec.name}" is up, API https://127.0.0.1:${spec.apiPort}, context cox-${spec.name}. Next:
  cox kubectl get pods -o wide
  cox kubectl scale deployment demo --replicas=5
  cox kubectl exec -it deploy/demo -- sh
  cox kubectl port-forward service/demo 8080:80
  cox status ${spec.name}
`);
}
