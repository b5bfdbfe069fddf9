// Surroundings for tests of the command line: a home of its own, what is printed kept.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ClusterSpec } from "./cluster/cluster-spec.ts";
import type { CliEnvironment } from "./environment.ts";
import { runCli } from "./main.ts";

export interface FakeEnvironment extends CliEnvironment {
  printed: { out: string; err: string };
}

export function fakeEnvironment(
  context: TestContext,
  fields: Partial<CliEnvironment> = {},
): FakeEnvironment {
  const home = mkdtempSync(join(tmpdir(), "cox-cli-"));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const printed = { out: "", err: "" };
  return {
    arguments: [],
    variables: { KUBECONFIG: join(home, "kubeconfig"), HOME: home, PATH: "/nowhere" },
    home,
    userId: 0,
    isTerminal: false,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    entry: (name) => ["/nowhere/node", `${name}.js`],
    packageRoot: home,
    version: "0.0.0-test",
    signal: new AbortController().signal,
    printed,
    ...fields,
  };
}

export interface CliResult {
  code: number;
  out: string;
  err: string;
}

/** One command line in these surroundings. */
export async function cox(
  environment: FakeEnvironment,
  ...arguments_: readonly string[]
): Promise<CliResult> {
  environment.printed.out = "";
  environment.printed.err = "";
  const code = await runCli({ ...environment, arguments: arguments_ });
  return { code, ...environment.printed };
}

export function clusterSpec(name: string, fields: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    name,
    index: 1,
    apiPort: 6443,
    egress: "none",
    nodes: [{ name: `${name}-1`, address: "172.31.1.2" }],
    publish: [],
    version: "0.0.0-test",
    ...fields,
  };
}

/** Files as a stopped cluster has them; text in place of its specification makes a damaged one. */
export function putCluster(
  home: string,
  name: string,
  spec: ClusterSpec | string | undefined,
): void {
  const directory = join(home, "clusters", name);
  mkdirSync(directory, { recursive: true });
  if (spec === undefined) return;
  const text = typeof spec === "string" ? spec : JSON.stringify(spec);
  writeFileSync(join(directory, "cluster.json"), text);
}
