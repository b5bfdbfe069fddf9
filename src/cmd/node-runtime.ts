// The container runtime of a node: cox's own containerd, started or adopted, or one that is there.
import { join } from "node:path";
import type { Clock, LifecycleGroup } from "#base";
import type { Logger } from "#component-base";
import {
  ContainerdProcess,
  ContainerdRuntime,
  type ContainerRuntime,
  importImageArchive,
} from "#cri";
import { Ledger } from "#sandbox";
import type { NodeOptions } from "./options.ts";

const sandboxImage = "docker.io/coxswain/pause:1";

export interface RuntimeDependencies {
  options: NodeOptions;
  clock: Clock;
  log: Logger;
  lifecycle: LifecycleGroup;
}

/** Where the runtime looks for its CNI configuration. */
export function cniDirectory(options: NodeOptions): string {
  return join(options.nodeDirectory, "cni/net.d");
}

/** Unique on the machine: /var/lib/cni is shared by all containerds. */
export function networkName(options: NodeOptions): string {
  return `cox-${options.nodeName}`;
}

export interface NodeRuntime {
  runtime: ContainerRuntime;
  /** Settles when the other images are there as well. */
  images: Promise<void>;
}

/** Resolves when the runtime answers and has the sandbox image, without which no pod starts. */
export async function startRuntime(dependencies: RuntimeDependencies): Promise<NodeRuntime> {
  const { options, clock, log, lifecycle } = dependencies;
  const socketPath =
    options.runtimeEndpoint?.replace(/^unix:\/\//, "") ?? (await startContainerd(dependencies));
  const runtime = new ContainerdRuntime({ clock, socketPath });
  lifecycle.add(() => runtime.close());
  const stop = new AbortController();
  lifecycle.add(() => stop.abort(new Error("The agent stops")));
  const from = { clock, socketPath, signal: stop.signal };
  const load = async (archive: string): Promise<void> => {
    const [file = "", name = ""] = archive.split("=");
    if (name && (await runtime.imageStatus(name))) return;
    await importImageArchive(file, from);
    // Unpacking is the first container's work otherwise; nobody waits for it here.
    void importImageArchive(file, { ...from, unpack: true }).catch((error: unknown) =>
      log.debug("An image was not unpacked ahead", { error, name }),
    );
  };
  const isSandboxImage = (archive: string): boolean => archive.endsWith(`=${sandboxImage}`);
  await Promise.all(options.imageArchives.filter(isSandboxImage).map(load));
  const images = Promise.all(
    options.imageArchives.filter((one) => !isSandboxImage(one)).map(load),
  ).then(() => {});
  images.catch(() => {});
  return { runtime, images };
}

/** Gives the path of its socket. It outlives this process. */
async function startContainerd({
  options,
  clock,
  log,
  lifecycle,
}: RuntimeDependencies): Promise<string> {
  const directory = join(options.nodeDirectory, "containerd");
  const ledger = options.ledger ? new Ledger(options.ledger) : undefined;
  ledger?.add(
    { kind: "containerd", directory },
    { kind: "mounts", directory: options.nodeDirectory },
    { kind: "cgroup", path: options.cgroupParent },
    { kind: "cni-network", name: networkName(options) },
  );
  const containerd = new ContainerdProcess({
    clock,
    log,
    directory,
    sandboxImage,
    cniConfigDirectory: cniDirectory(options),
    cniBinaryDirectory: "/usr/lib/cni",
    onStarted: (identity) => ledger?.add({ kind: "process", label: "containerd", identity }),
  });
  await containerd.start();
  lifecycle.add(() => containerd.release());
  return containerd.socketPath;
}
