// Where the kubelet keeps things on the node's disk.
// https://kubernetes.io/docs/reference/node/kubelet-files/
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Pod } from "#api/core/v1";

export class Directories {
  /** As /var/lib/kubelet. */
  readonly root: string;
  /** As /var/log/pods. */
  readonly podLogs: string;

  constructor(root: string, podLogs: string = join(root, "logs", "pods")) {
    this.root = root;
    this.podLogs = podLogs;
  }

  get pods(): string {
    return join(this.root, "pods");
  }

  get seccomp(): string {
    return join(this.root, "seccomp");
  }

  pod(uid: string): string {
    return join(this.pods, uid);
  }

  podVolumes(uid: string): string {
    return join(this.pod(uid), "volumes");
  }

  /** Sub-paths and termination messages of a container. */
  container(uid: string, containerName: string): string {
    return join(this.pod(uid), "containers", containerName);
  }

  etcHosts(uid: string): string {
    return join(this.pod(uid), "etc-hosts");
  }

  /** A new name for each instance, so that an old message is not read as a new one. */
  newTerminationMessage(uid: string, containerName: string): string {
    return join(this.container(uid, containerName), randomUUID().slice(0, 8));
  }

  podLog(pod: Pod): string {
    const { namespace, name, uid } = pod.metadata;
    return join(this.podLogs, `${namespace}_${name}_${uid}`);
  }
}

/** Relative to the sandbox's log directory. */
export function containerLogName(containerName: string, restartCount: number): string {
  return join(containerName, `${restartCount}.log`);
}
