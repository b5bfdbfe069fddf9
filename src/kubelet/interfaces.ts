// What the kubelet's core (pod workers, runtime manager, status) asks of the parts around it, and
// what it offers to them. Each part is its own folder: prober, volume-manager, exec-server and the
// file lifecycle-hooks.ts. They are made first and handed to the Kubelet, which subscribes to them.
import type { Container, LifecycleHandler, Pod } from "#api/core/v1";
import type { MountedVolume } from "#volume";

/** A running container, as the prober sees it. */
export interface ProbedContainer {
  name: string;
  containerId: string;
  startedAtMilliseconds: number;
  /**
   * What the API says of this very container, from before a restart of the kubelet: true stays true
   * until a probe says otherwise, so that a restart takes no pod out of its Services.
   */
  wasStarted?: boolean;
  wasReady?: boolean;
}

export interface ContainerProbeResults {
  /** The startup probe has succeeded once, or there is none. */
  started: boolean;
  /** The container has started and its readiness probe's last word was success, or there is none. */
  ready: boolean;
}

export interface ProbeFailure {
  podUid: string;
  containerName: string;
  containerId: string;
  kind: "liveness" | "startup";
}

/**
 * Runs probes of running containers. It writes the Unhealthy and ProbeWarning events itself.
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export interface ProbeManager {
  /**
   * Says which containers of a pod run now; called after each change, cheap when nothing changed. A
   * new containerId starts afresh (initialDelaySeconds from startedAtMilliseconds), one that is
   * missing stops. Sidecars (init containers with restartPolicy Always) may be among them.
   */
  setPod(pod: Pod, podIP: string | undefined, running: readonly ProbedContainer[]): void;
  /** The pod terminates: only readiness probes go on (they keep the endpoints honest). */
  stopLivenessAndStartup(podUid: string): void;
  removePod(podUid: string): void;
  /** For a running container; unknown ones are judged by their spec alone (no probe: true). */
  results(podUid: string, container: Container, containerId: string): ContainerProbeResults;
  /** A result (started or ready) changed. Gives a function that unsubscribes. */
  onResult(callback: (podUid: string) => void): () => void;
  /** failureThreshold reached: the kubelet kills the container, the restart policy decides. */
  onFailure(callback: (failure: ProbeFailure) => void): () => void;
}

/** All volumes by name, or why a pod must wait. The manager tries again by itself: onChange. */
export type PodVolumes =
  | { mounted: ReadonlyMap<string, MountedVolume>; waiting?: never }
  | { mounted?: never; waiting: string };

/** Keeps the volumes of pods mounted and fresh. Writes the FailedMount events itself. */
export interface VolumeManager {
  /**
   * Sets up what is not set up yet. Idempotent; resolves at once when all is mounted. Called at
   * the same time as RunPodSandbox, so the pod's addresses are not known.
   */
  mountPod(pod: Pod, signal: AbortSignal): Promise<PodVolumes>;
  /** The pod object changed (labels, annotations): refreshes what depends on it. */
  podUpdated(pod: Pod): void;
  /** Tears all down once the containers are gone. Idempotent; knows a pod by its directory too. */
  unmountPod(podUid: string, signal: AbortSignal): Promise<void>;
  /** UIDs that have volumes on this node, also from before a restart. */
  podsWithVolumes(): Promise<readonly string[]>;
  /** A pod that waited can go on (or fails otherwise). Gives a function that unsubscribes. */
  onChange(callback: (podUid: string) => void): () => void;
}

export interface HookTarget {
  pod: Pod;
  container: Container;
  containerId: string;
  podIP: string | undefined;
}

/** Resolves to undefined when the hook succeeded, else to the failure's message for the event. */
export interface LifecycleHooks {
  runPostStart(
    target: HookTarget,
    handler: LifecycleHandler,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  runPreStop(
    target: HookTarget,
    handler: LifecycleHandler,
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/** Reads log files in the CRI format (time, stream, tag, text), across rotated files. */
export interface ContainerLogs {
  /** The last lines without their prefixes, at most so many bytes; "" when there is no file. */
  tail(logPath: string, limits: { lines: number; bytes: number }): Promise<string>;
}

export interface ContainerLocation {
  pod: Pod;
  container: Container;
  kind: "init" | "regular" | "ephemeral";
  /** Newest instance, or the one before it where `previous` was asked for. */
  containerId: string | undefined;
  state: "waiting" | "running" | "terminated";
  /** Absolute; undefined when no instance ever ran. */
  logPath: string | undefined;
  /** state.waiting.reason, for kubectl logs' "is waiting to start" message. */
  waitingReason: string | undefined;
}

/** What the exec server asks of the kubelet: from API names to runtime ids. */
export interface PodContainers {
  pod(namespace: string, name: string): Pod | undefined;
  /** All pods of this node, for /pods. */
  pods(): readonly Pod[];
  /** Undefined: the pod is not here, or has no such container. */
  container(
    namespace: string,
    name: string,
    containerName: string,
    options?: { previous?: boolean; podUid?: string },
  ): Promise<ContainerLocation | undefined>;
  /** The ready sandbox, for port-forward. */
  sandboxId(namespace: string, name: string): Promise<string | undefined>;
}
