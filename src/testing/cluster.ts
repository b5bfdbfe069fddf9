// One real cluster for all whole-cluster tests of a run: `./cox up` on real containers, driven
// by the real kubectl. The first file that needs it starts it, later files find it running, and
// it goes when the run ends, however it ends (see cluster-owner.ts). Needs root; without, the
// tests are skipped.
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { after, before, type TestContext } from "node:test";
import { ClusterApi, resourcePath } from "./cluster-api.ts";
import { type DerivedImage, deriveImage } from "./cluster-images.ts";
import { type KubectlOptions, type KubectlResult, runKubectl } from "./cluster-kubectl.ts";
import { TestNamespace } from "./cluster-namespace.ts";
import {
  coxOnShared,
  reasonToSkip,
  type StartedCluster,
  startSharedCluster,
} from "./cluster-owner.ts";
import { runProgram } from "./run-program.ts";

export {
  type ApiAnswer,
  ApiFailure,
  type ApiObject,
  ClusterApi,
  resourcePath,
  type WatchEvent,
} from "./cluster-api.ts";
export { kubectlProgram } from "./cluster-kubectl.ts";
export {
  conditionOf,
  container,
  isReady,
  shell,
  stayUp,
  TestNamespace,
} from "./cluster-namespace.ts";
export {
  coxEnvironment,
  deleteSharedCluster,
  ownClusterName,
  packageRoot,
  reasonToSkip,
  testHome,
} from "./cluster-owner.ts";
export { podTemplate, serve, serveOther, server } from "./cluster-pod-template.ts";
export { type Registry, startRegistry } from "./cluster-registry.ts";
export { clusterTraces, machineTraces } from "./cluster-traces.ts";
export { runProgram } from "./run-program.ts";

export interface TestCluster {
  /** For `describe()` or `test()`: skips with the reason where no cluster can run. */
  readonly needed: { skip?: string };
  /** As `needed`, with the tests of a describe() side by side. */
  readonly together: { skip?: string; concurrency: number };
  /** The administrator's way to the API server. */
  readonly api: ClusterApi;
  readonly nodes: readonly { name: string; address: string }[];
  readonly kubeconfig: string;
  /** Where a node keeps its runtime's state. */
  nodeDirectory(node: string): string;
  kubectl(argv: readonly string[], options?: KubectlOptions): Promise<KubectlResult>;
  /** A fresh namespace whose service account is there; it goes when the test ends. */
  namespace(context: TestContext): Promise<TestNamespace>;
  /** Gives every node an image made of one that it has; once for each name. */
  loadImage(image: DerivedImage): Promise<void>;
  /** Runs a program in a node's network namespace and gives what it printed. */
  inNode(node: string, argv: readonly string[]): Promise<string>;
}

/** To be called at the top of a test file. */
export function sharedCluster(wanted: { nodes: 1 | 2 }): TestCluster {
  const skip = reasonToSkip();
  let started: StartedCluster | undefined;
  let api: ClusterApi | undefined;
  if (!skip) {
    before(async () => {
      started = await startSharedCluster(wanted.nodes);
      api = ClusterApi.fromKubeconfig(started.kubeconfig);
    });
    after(() => api?.close());
  }
  const loaded = new Map<string, Promise<void>>();
  const running = (): StartedCluster => {
    if (!started) throw new Error("The shared cluster is there only while tests run");
    return started;
  };
  const kubectl: TestCluster["kubectl"] = (argv, options = {}) =>
    runKubectl(running().kubeconfig, argv, options);
  return {
    needed: skip ? { skip } : {},
    together: { ...(skip ? { skip } : {}), concurrency: 4 },
    get api() {
      if (!api) throw new Error("The shared cluster is there only while tests run");
      return api;
    },
    get nodes() {
      return running().nodes;
    },
    get kubeconfig() {
      return running().kubeconfig;
    },
    nodeDirectory: (node) => join(dirname(running().kubeconfig), "nodes", node),
    kubectl,
    async namespace(context) {
      const name = `${slug(context.name)}-${randomBytes(3).toString("hex")}`;
      const { api } = this;
      await api.create("v1/namespaces", undefined, { metadata: { name } });
      context.after(() => api.request("DELETE", resourcePath("v1/namespaces", undefined, name)));
      await api.waitFor(
        ["v1/serviceaccounts", name, "default"],
        (account) => account !== undefined,
      );
      return new TestNamespace(name, api, (argv, options) =>
        kubectl(argv, { namespace: name, ...options }),
      );
    },
    loadImage(image) {
      const loading = loaded.get(image.name) ?? load(running(), image);
      loaded.set(image.name, loading);
      return loading;
    },
    inNode: async (node, argv) =>
      (await runProgram(["nsenter", `--net=/run/netns/${node}`, "--", ...argv])).stdout,
  };
}

async function load({ name }: StartedCluster, image: DerivedImage): Promise<void> {
  await coxOnShared(name, ["load", await deriveImage(image), name]);
}

/** "[sig-node] ConfigMap should be ..." is "configmap-should-be". */
function slug(name: string): string {
  const words = name.toLowerCase().replace(/\[.*?\]/g, " ");
  return words
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .join("-")
    .slice(0, 40)
    .replace(/-+$/, "");
}
