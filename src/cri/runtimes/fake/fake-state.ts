// The sandboxes, containers and images of a fake runtime, with the checks that containerd makes on
// them.
import { createHash } from "node:crypto";
import { fullImageName } from "#apimachinery";
import type { Timer } from "#base";
import type * as cri from "../../protocol/messages.generated.ts";
import { RuntimeError } from "../../runtime.ts";
import type { FakeBehavior } from "./fake-script.ts";

export interface SandboxRecord {
  config: cri.PodSandboxConfig;
  status: cri.PodSandboxStatus;
}

export interface ContainerRecord {
  sandboxId: string;
  config: cri.ContainerConfig;
  status: cri.ContainerStatus;
  behavior: FakeBehavior;
  timer?: Timer;
  exitWaiters: (() => void)[];
}

export class FakeState {
  readonly sandboxes = new Map<string, SandboxRecord>();
  readonly containers = new Map<string, ContainerRecord>();
  /** By id. */
  readonly images = new Map<string, cri.Image>();
  #sequence = 0;

  sandbox(id: string): SandboxRecord {
    const sandbox = this.sandboxes.get(id);
    if (!sandbox)
      throw new RuntimeError("not-found", `an error occurred when try to find sandbox: "${id}"`);
    return sandbox;
  }

  container(id: string): ContainerRecord {
    const container = this.containers.get(id);
    if (!container)
      throw new RuntimeError("not-found", `an error occurred when try to find container "${id}"`);
    return container;
  }

  running(id: string): ContainerRecord {
    const container = this.container(id);
    if (container.status.state !== "CONTAINER_RUNNING")
      throw new RuntimeError("unknown", `container is in ${container.status.state} state`);
    return container;
  }

  containersOf(sandboxId: string): ContainerRecord[] {
    return [...this.containers.values()].filter((c) => c.sandboxId === sandboxId);
  }

  addSandbox(config: cri.PodSandboxConfig, handler: string, createdAt: number): SandboxRecord {
    const key = (m?: cri.PodSandboxMetadata): string =>
      [m?.name, m?.namespace, m?.uid, m?.attempt ?? 0].join("_");
    for (const other of this.sandboxes.values())
      if (key(other.config.metadata) === key(config.metadata))
        throw new RuntimeError(
          "unknown",
          `failed to reserve sandbox name "${key(config.metadata)}": name is reserved`,
        );
    const id = this.#newId();
    const onHost = config.linux?.securityContext?.namespaceOptions?.network === "NODE";
    const status: cri.PodSandboxStatus = {
      id,
      metadata: config.metadata ?? {},
      state: "SANDBOX_READY",
      createdAt,
      network: { ip: onHost ? "" : this.#address(), additionalIps: [] },
      linux: {
        namespaces: { options: config.linux?.securityContext?.namespaceOptions ?? {} },
      },
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      runtimeHandler: handler,
    };
    const record = { config: structuredClone(config), status };
    this.sandboxes.set(id, record);
    return record;
  }

  addContainer(sandboxId: string, config: cri.ContainerConfig, createdAt: number): ContainerRecord {
    const sandbox = this.sandbox(sandboxId);
    if (sandbox.status.state !== "SANDBOX_READY")
      throw new RuntimeError("unknown", `sandbox container "${sandboxId}" is not running`);
    const key = (m?: cri.ContainerMetadata): string => `${m?.name}_${m?.attempt ?? 0}`;
    for (const other of this.containersOf(sandboxId))
      if (key(other.config.metadata) === key(config.metadata))
        throw new RuntimeError(
          "unknown",
          `failed to reserve container name "${key(config.metadata)}": name is reserved`,
        );
    const image = this.findImage(config.image?.image ?? "");
    if (!image)
      throw new RuntimeError("not-found", `image "${config.image?.image ?? ""}" not found`);
    const id = this.#newId();
    const logPath = `${sandbox.config.logDirectory ?? ""}/${config.logPath ?? ""}`;
    const status: cri.ContainerStatus = {
      id,
      metadata: config.metadata ?? {},
      state: "CONTAINER_CREATED",
      createdAt,
      startedAt: 0,
      finishedAt: 0,
      exitCode: 0,
      image: config.image ?? {},
      imageRef: image.id ?? "",
      imageId: image.id ?? "",
      reason: "",
      message: "",
      labels: config.labels ?? {},
      annotations: config.annotations ?? {},
      mounts: config.mounts ?? [],
      logPath: config.logPath ? logPath : "",
      resources: { linux: config.linux?.resources ?? {} },
    };
    const record: ContainerRecord = {
      sandboxId,
      config: structuredClone(config),
      status: structuredClone(status),
      behavior: {},
      exitWaiters: [],
    };
    this.containers.set(id, record);
    return record;
  }

  listSandboxes(filter: cri.PodSandboxFilter): cri.PodSandbox[] {
    const matches = ({ status }: SandboxRecord): boolean =>
      (!filter.id || status.id === filter.id) &&
      (!filter.state || status.state === filter.state.state) &&
      matchesLabels(status.labels, filter.labelSelector);
    return [...this.sandboxes.values()].filter(matches).map((sandbox) => {
      const { network: _network, linux: _linux, ...rest } = sandbox.status;
      return structuredClone(rest);
    });
  }

  listContainers(filter: cri.ContainerFilter): cri.Container[] {
    const matches = (container: ContainerRecord): boolean =>
      (!filter.id || container.status.id === filter.id) &&
      (!filter.podSandboxId || container.sandboxId === filter.podSandboxId) &&
      (!filter.state || container.status.state === filter.state.state) &&
      matchesLabels(container.status.labels, filter.labelSelector);
    return [...this.containers.values()].filter(matches).map(({ sandboxId, status }) =>
      structuredClone({
        id: status.id ?? "",
        podSandboxId: sandboxId,
        metadata: status.metadata ?? {},
        image: status.image ?? {},
        imageRef: status.imageRef ?? "",
        imageId: status.imageId ?? "",
        state: status.state ?? "CONTAINER_UNKNOWN",
        createdAt: status.createdAt ?? 0,
        labels: status.labels ?? {},
        annotations: status.annotations ?? {},
      }),
    );
  }

  listContainerStats(filter: cri.ContainerStatsFilter, timestamp: number): cri.ContainerStats[] {
    const state = { state: "CONTAINER_RUNNING" as const };
    return this.listContainers({ ...filter, state }).map((container) => ({
      attributes: {
        id: container.id ?? "",
        metadata: container.metadata ?? {},
        labels: container.labels ?? {},
        annotations: container.annotations ?? {},
      },
      cpu: { timestamp, usageCoreNanoSeconds: { value: 0 } },
      memory: { timestamp, workingSetBytes: { value: 0 } },
    }));
  }

  findContainer(podName: string, containerName: string): cri.ContainerStatus | undefined {
    const matches = ({ sandboxId, status }: ContainerRecord): boolean =>
      status.metadata?.name === containerName &&
      this.sandboxes.get(sandboxId)?.config.metadata?.name === podName;
    const found = [...this.containers.values()].filter(matches).at(-1);
    return found ? structuredClone(found.status) : undefined;
  }

  addImage(name: string): void {
    const full = fullImageName(name);
    const id = imageId(full);
    const repository = full.replace(/(@.*|:[^:/]*)$/, "");
    this.images.set(id, {
      id,
      repoTags: full.includes("@") ? [] : [full],
      repoDigests: [`${repository}@${id}`],
      size: 1_000_000,
      username: "",
      spec: { image: "" },
    });
  }

  findImage(reference: string): cri.Image | undefined {
    const full = fullImageName(reference);
    for (const image of this.images.values())
      if (image.id === reference || image.repoTags?.includes(full)) return image;
    return this.images.get(imageId(full));
  }

  #newId(): string {
    this.#sequence++;
    return createHash("sha256").update(String(this.#sequence)).digest("hex");
  }

  #address(): string {
    const number = this.#sequence % 65_000;
    return `10.244.${Math.floor(number / 250)}.${(number % 250) + 2}`;
  }
}

/** As containerd's image ids look; the same name always gives the same id. */
export function imageId(fullName: string): string {
  return `sha256:${createHash("sha256").update(fullName).digest("hex")}`;
}

export function matchesLabels(
  labels: Record<string, string> = {},
  selector: Record<string, string> = {},
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
