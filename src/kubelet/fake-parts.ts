// The parts around the kubelet's core, for its tests: everything mounts, every probe succeeds.
import type { Container } from "#api/core/v1";
import type {
  ContainerLogs,
  LifecycleHooks,
  PodVolumes,
  ProbedContainer,
  ProbeFailure,
  ProbeManager,
  VolumeManager,
} from "./interfaces.ts";

export class FakeProbeManager implements ProbeManager {
  /** Container names that are not ready. */
  readonly unready = new Set<string>();
  readonly running = new Map<string, readonly ProbedContainer[]>();
  readonly #onResult = new Set<(podUid: string) => void>();
  readonly #onFailure = new Set<(failure: ProbeFailure) => void>();

  setPod(
    pod: { metadata: { uid?: string } },
    _podIP: string | undefined,
    running: readonly ProbedContainer[],
  ): void {
    this.running.set(pod.metadata.uid ?? "", running);
  }

  stopLivenessAndStartup(): void {}

  removePod(podUid: string): void {
    this.running.delete(podUid);
  }

  results(_podUid: string, container: Container): { started: boolean; ready: boolean } {
    return { started: true, ready: !this.unready.has(container.name) };
  }

  onResult(callback: (podUid: string) => void): () => void {
    this.#onResult.add(callback);
    return () => this.#onResult.delete(callback);
  }

  onFailure(callback: (failure: ProbeFailure) => void): () => void {
    this.#onFailure.add(callback);
    return () => this.#onFailure.delete(callback);
  }

  /** A readiness result changed. */
  changed(podUid: string): void {
    for (const callback of this.#onResult) callback(podUid);
  }

  fail(failure: ProbeFailure): void {
    for (const callback of this.#onFailure) callback(failure);
  }
}

export class FakeVolumeManager implements VolumeManager {
  /** By pod uid. */
  readonly waiting = new Map<string, string>();
  readonly mounted = new Set<string>();
  readonly #onChange = new Set<(podUid: string) => void>();

  async mountPod(pod: {
    metadata: { uid?: string };
    spec: { volumes?: { name: string }[] };
  }): Promise<PodVolumes> {
    const uid = pod.metadata.uid ?? "";
    const waiting = this.waiting.get(uid);
    if (waiting !== undefined) return { waiting };
    this.mounted.add(uid);
    const volumes = (pod.spec.volumes ?? []).map(
      ({ name }) =>
        [name, { hostPath: `/fake/${uid}/${name}`, readOnly: false, dependsOn: [] }] as const,
    );
    return { mounted: new Map(volumes) };
  }

  podUpdated(): void {}

  async unmountPod(podUid: string): Promise<void> {
    this.mounted.delete(podUid);
  }

  async podsWithVolumes(): Promise<readonly string[]> {
    return [...this.mounted];
  }

  onChange(callback: (podUid: string) => void): () => void {
    this.#onChange.add(callback);
    return () => this.#onChange.delete(callback);
  }

  changed(podUid: string): void {
    for (const callback of this.#onChange) callback(podUid);
  }
}

export class FakeLifecycleHooks implements LifecycleHooks {
  readonly calls: string[] = [];
  postStartFailure: string | undefined;

  async runPostStart(target: { container: Container }): Promise<string | undefined> {
    this.calls.push(`postStart ${target.container.name}`);
    return this.postStartFailure;
  }

  async runPreStop(target: { container: Container }): Promise<string | undefined> {
    this.calls.push(`preStop ${target.container.name}`);
    return undefined;
  }
}

export const fakeContainerLogs: ContainerLogs = {
  tail: async () => "the end of the log",
};
