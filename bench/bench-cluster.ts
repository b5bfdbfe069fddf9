// A cluster of one node in a home of its own, started by the launcher as users start it, with
// images made beforehand. Whatever ends the benchmark also deletes the cluster.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "#component-base";
import { containerdPaths } from "#cri";
import { imageArchives } from "#images";
import { imageCache } from "./bare-node.ts";
import { type Target, targetOf } from "./server-process.ts";

const launcher = join(import.meta.dirname, "../cox");

export class BenchCluster {
  readonly name = `b${process.pid}`;
  readonly node = `${this.name}-1`;
  readonly home = mkdtempSync(join(tmpdir(), "cox-bench-home-"));
  readonly directory = join(this.home, "clusters", this.name);
  readonly runtimeSocket = containerdPaths(
    join(this.directory, "nodes", this.node, "containerd"),
  ).socket;
  /** Where the kubelet puts pods. */
  readonly cgroupParent = `/coxswain-${this.name}/${this.node}/kubepods`;

  /** Milliseconds that the command took. */
  up(): number {
    return this.#cox(["up", this.name]);
  }

  down(): void {
    this.#cox(["down", this.name]);
  }

  delete(): void {
    if (existsSync(this.directory)) this.#cox(["delete", this.name]);
  }

  get target(): Target {
    return targetOf(join(this.directory, "admin.kubeconfig"));
  }

  #cox(argv: readonly string[]): number {
    const environment = {
      COX_HOME: this.home,
      COX_EGRESS: "none",
      COX_NO_INSTALL: "1",
      KUBECONFIG: join(this.home, "kubeconfig"),
    };
    const start = performance.now();
    const { status, stderr } = spawnSync(launcher, argv, {
      env: { ...process.env, ...environment },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`cox ${argv.join(" ")}: ${stderr}`);
    return performance.now() - start;
  }
}

export async function withBenchCluster(
  work: (cluster: BenchCluster) => Promise<void>,
): Promise<void> {
  await imageArchives(imageCache, ["pause", "busybox", "nginx"], silentLogger);
  const cluster = new BenchCluster();
  mkdirSync(join(cluster.home, "cache"));
  symlinkSync(imageCache, join(cluster.home, "cache/images"));
  const remove = (): void => {
    cluster.delete();
    rmSync(cluster.home, { recursive: true, force: true });
  };
  const interrupt = (): void => {
    remove();
    process.exit(130);
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await work(cluster);
  } finally {
    remove();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
