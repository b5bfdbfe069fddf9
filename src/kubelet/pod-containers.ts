// From API names to runtime ids, for the kubelet's own HTTPS API (logs, exec, attach, port-forward).
import { join } from "node:path";
import type { Container, Pod } from "#api/core/v1";
import type { Lister } from "#client";
import { containerLogName, type Directories } from "./directories.ts";
import type { ContainerLocation, PodContainers } from "./interfaces.ts";
import type { PodCache } from "./pod-cache.ts";
import { readySandbox } from "./runtime-manager/pod-runtime-status.ts";
import type { StatusManager } from "./status/status-manager.ts";

export interface PodContainersDependencies {
  pods: Lister<Pod>;
  cache: PodCache;
  statusManager: StatusManager;
  directories: Directories;
}

export function podContainers(dependencies: PodContainersDependencies): PodContainers {
  const { pods, cache, statusManager, directories } = dependencies;
  return {
    pod(namespace, name) {
      const pod = pods.get(namespace, name);
      return pod && statusManager.withStatus(pod);
    },
    pods: () => pods.list().map((pod) => statusManager.withStatus(pod)),
    async container(namespace, name, containerName, options = {}) {
      const found = pods.get(namespace, name);
      if (!found || (options.podUid && found.metadata.uid !== options.podUid)) return undefined;
      const pod = statusManager.withStatus(found);
      const spec = findContainerSpec(pod, containerName);
      if (spec === undefined) return undefined;
      const status = cache.get(pod.metadata.uid ?? "");
      const started = (status?.containers ?? []).filter(
        (container) => container.name === containerName && container.state !== "created",
      );
      const chosen = options.previous ? started[1] : started[0];
      const logPath =
        chosen &&
        (chosen.logPath ||
          join(directories.podLog(pod), containerLogName(containerName, chosen.restartCount)));
      return {
        pod,
        ...spec,
        containerId: chosen?.id,
        state:
          chosen === undefined ? "waiting" : chosen.state === "running" ? "running" : "terminated",
        logPath,
        waitingReason: waitingReason(pod, containerName),
      };
    },
    async sandboxId(namespace, name) {
      const status = cache.get(pods.get(namespace, name)?.metadata.uid ?? "");
      return status && readySandbox(status)?.id;
    },
  };
}

function findContainerSpec(
  pod: Pod,
  name: string,
): Pick<ContainerLocation, "container" | "kind"> | undefined {
  const kinds: [ContainerLocation["kind"], readonly Container[]][] = [
    ["regular", pod.spec.containers],
    ["init", pod.spec.initContainers ?? []],
    ["ephemeral", (pod.spec.ephemeralContainers ?? []) as readonly Container[]],
  ];
  for (const [kind, containers] of kinds) {
    const container = containers.find((candidate) => candidate.name === name);
    if (container) return { container, kind };
  }
  return undefined;
}

function waitingReason(pod: Pod, name: string): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const status = [...containerStatuses, ...initContainerStatuses].find((s) => s.name === name);
  return status?.state?.waiting?.reason;
}
