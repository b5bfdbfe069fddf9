// Makes and removes the cgroups of pods, all below one parent that is the kubelet's own. The runtime
// leaves pod cgroups behind in every hierarchy, so they are removed here, and only here.
// https://kubernetes.io/docs/concepts/architecture/cgroups/
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Pod } from "#api/core/v1";
import { type Clock, sleep } from "#base";
import type { Logger } from "#component-base";
import { type CgroupMount, cgroupVersion } from "./cgroup-mounts.ts";
import { type CgroupLimits, filesV1, filesV2, podCgroup, podCgroupLimits } from "./pod-cgroup.ts";

export interface ContainerManagerDependencies {
  clock: Clock;
  log: Logger;
  mounts: readonly CgroupMount[];
  /** As "/coxswain/dev/dev-1/kubepods"; nothing else may live there. */
  parent: string;
  /** Where the list of what was made is kept, for whoever deletes the node. */
  ledgerPath: string;
}

const removeTries = 20;
const removeRetryMilliseconds = 50;
const limitedControllers: readonly string[] = ["cpu", "memory", "pids"];

export class ContainerManager {
  readonly #dependencies: ContainerManagerDependencies;

  constructor(dependencies: ContainerManagerDependencies) {
    this.#dependencies = dependencies;
  }

  get cgroupVersion(): 1 | 2 {
    return cgroupVersion(this.#dependencies.mounts);
  }

  /** The sandbox's cgroup_parent. */
  cgroupParent(pod: Pod): string {
    return podCgroup(this.#dependencies.parent, pod);
  }

  /** Makes the parents and writes down where everything is. */
  start(): void {
    const { parent, mounts, ledgerPath } = this.#dependencies;
    const roots = mounts.map(({ path }) => join(path, parent));
    mkdirSync(dirname(ledgerPath), { recursive: true });
    writeFileSync(ledgerPath, `${JSON.stringify({ cgroups: roots }, undefined, 2)}\n`);
    const besteffort = { cpuShares: 2, cpuQuota: undefined, memoryBytes: undefined };
    this.#make(join(parent, "besteffort"), besteffort);
    this.#make(join(parent, "burstable"), undefined);
  }

  /** Idempotent. Throws when the kernel refuses. */
  ensurePod(pod: Pod): void {
    this.#make(this.cgroupParent(pod), podCgroupLimits(pod));
  }

  /** Removes the pod's cgroup wherever it is; rejects when processes are still in it. */
  async removePod(podUid: string): Promise<void> {
    const { parent, mounts } = this.#dependencies;
    const places = ["", "burstable", "besteffort"].flatMap((group) =>
      mounts.map(({ path }) => join(path, parent, group, `pod${podUid}`)),
    );
    for (const place of places) await this.#removeTree(place);
  }

  /** UIDs of all pods that have a cgroup here. */
  podsWithCgroups(): string[] {
    const { parent, mounts } = this.#dependencies;
    const uids = new Set<string>();
    for (const { path } of mounts) {
      for (const group of ["", "burstable", "besteffort"]) {
        for (const name of directoriesOf(join(path, parent, group))) {
          if (name.startsWith("pod")) uids.add(name.slice(3));
        }
      }
    }
    return [...uids];
  }

  #make(cgroup: string, limits: CgroupLimits | undefined): void {
    for (const mount of this.#dependencies.mounts) {
      if (mount.version === 2) {
        if (this.cgroupVersion === 2) this.#makeV2(mount.path, cgroup, limits);
      } else if (mount.controllers.some((name) => limitedControllers.includes(name))) {
        const path = join(mount.path, cgroup);
        mkdirSync(path, { recursive: true });
        if (limits) writeFiles(path, filesV1(mount.controllers, limits));
      }
    }
  }

  /** Controllers must be handed down level by level. */
  #makeV2(root: string, cgroup: string, limits: CgroupLimits | undefined): void {
    const wanted = ["cpu", "cpuset", "io", "memory", "pids", "hugetlb"];
    let path = root;
    for (const part of cgroup.split("/").filter((word) => word !== "")) {
      const available = readFileSync(join(path, "cgroup.controllers"), "utf8").trim().split(" ");
      const on = readFileSync(join(path, "cgroup.subtree_control"), "utf8").trim().split(" ");
      const missing = wanted.filter((name) => available.includes(name) && !on.includes(name));
      if (missing.length > 0) {
        writeFileSync(
          join(path, "cgroup.subtree_control"),
          missing.map((name) => `+${name}`).join(" "),
        );
      }
      path = join(path, part);
      mkdirSync(path, { recursive: true });
    }
    if (limits) writeFiles(path, filesV2(limits));
  }

  async #removeTree(path: string): Promise<void> {
    for (const child of directoriesOf(path)) await this.#removeTree(join(path, child));
    for (let attempt = 1; ; attempt++) {
      try {
        rmdirSync(path);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") return;
        if (code !== "EBUSY" || attempt >= removeTries) throw error;
        await sleep(this.#dependencies.clock, removeRetryMilliseconds);
      }
    }
  }
}

function writeFiles(directory: string, files: readonly [string, string][]): void {
  for (const [name, text] of files) writeFileSync(join(directory, name), text);
}

function directoriesOf(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
