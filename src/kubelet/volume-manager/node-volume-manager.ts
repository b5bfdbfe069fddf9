// Mounts the volumes of this node's pods, keeps them fresh when a source changes or a token grows
// old, and takes them down. Failures are events and are tried again, sooner when a source appears.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { configMaps, type Resource, secrets } from "#api";
import type { ConfigMap, Pod, Secret, Volume } from "#api/core/v1";
import { backoffMilliseconds, type Clock, type Timer } from "#base";
import type { Client, EventRecorder } from "#client";
import type { Logger } from "#component-base";
import type { MountedVolume, VolumePlugin, VolumeSources } from "#volume";
import { Directories } from "../directories.ts";
import type { PodVolumes, VolumeManager } from "../interfaces.ts";
import { podEvents } from "../pod-events.ts";
import { TokenManager } from "./token-manager.ts";
import { WatchedObjects } from "./watched-objects.ts";

export interface NodeVolumeManagerOptions {
  client: Client;
  clock: Clock;
  log: Logger;
  eventRecorder: EventRecorder;
  plugins: readonly VolumePlugin[];
  rootDirectory: string;
  nodeName: string;
  hostIP: string;
  nodeAllocatable: () => Record<string, string>;
}

interface VolumeState {
  mounted?: MountedVolume;
  failure?: string;
  attempts: number;
  timer?: Timer;
  working?: Promise<void>;
  /** A source changed while setUp ran. */
  again: boolean;
}

interface PodState {
  pod: Pod;
  volumes: Map<string, VolumeState>;
}

const retry = { initialMilliseconds: 500, maximumMilliseconds: 122_000 };

export class NodeVolumeManager implements VolumeManager {
  readonly #options: NodeVolumeManagerOptions;
  readonly #directories: Directories;
  readonly #configMaps: WatchedObjects<ConfigMap>;
  readonly #secrets: WatchedObjects<Secret>;
  readonly #tokens: TokenManager;
  readonly #pods = new Map<string, PodState>();
  readonly #listeners = new Set<(podUid: string) => void>();

  constructor(options: NodeVolumeManagerOptions) {
    this.#options = options;
    this.#directories = new Directories(options.rootDirectory);
    this.#tokens = new TokenManager(options);
    const watch = { client: options.client, clock: options.clock, log: options.log };
    this.#configMaps = new WatchedObjects({
      ...watch,
      resource: configMaps as Resource<ConfigMap>,
      onChange: (namespace, name) => this.#sourceChanged(`configmap/${namespace}/${name}`),
    });
    this.#secrets = new WatchedObjects({
      ...watch,
      resource: secrets as Resource<Secret>,
      onChange: (namespace, name) => this.#sourceChanged(`secret/${namespace}/${name}`),
    });
  }

  async mountPod(pod: Pod, signal: AbortSignal): Promise<PodVolumes> {
    const uid = pod.metadata.uid ?? "";
    const state = this.#pods.get(uid) ?? { pod, volumes: new Map() };
    state.pod = pod;
    this.#pods.set(uid, state);
    const wanted = usedVolumes(pod);
    await Promise.all(wanted.map((volume) => this.#ensure(state, volume)));
    signal.throwIfAborted();
    const failures = wanted.filter((volume) => !state.volumes.get(volume.name)?.mounted);
    if (failures.length > 0) {
      const why = failures.map(
        (volume) => `${volume.name}: ${state.volumes.get(volume.name)?.failure ?? "not ready"}`,
      );
      return {
        waiting: `unmounted volumes=[${failures.map((volume) => volume.name).join(" ")}]: ${why.join("; ")}`,
      };
    }
    return {
      mounted: new Map(
        wanted.map((volume) => [
          volume.name,
          state.volumes.get(volume.name)?.mounted as MountedVolume,
        ]),
      ),
    };
  }

  podUpdated(pod: Pod): void {
    const state = this.#pods.get(pod.metadata.uid ?? "");
    if (!state) return;
    const { labels, annotations } = state.pod.metadata;
    state.pod = pod;
    if (
      JSON.stringify([labels, annotations]) ===
      JSON.stringify([pod.metadata.labels, pod.metadata.annotations])
    )
      return;
    this.#setUpAgain(state, "pod");
  }

  async unmountPod(podUid: string): Promise<void> {
    const state = this.#pods.get(podUid);
    this.#pods.delete(podUid);
    const volumes = [...(state?.volumes.values() ?? [])];
    for (const volume of volumes) volume.timer?.cancel();
    // First of all, since a setUp may be waiting for them.
    this.#configMaps.release(podUid);
    this.#secrets.release(podUid);
    await Promise.all(volumes.map((volume) => volume.working));
    this.#tokens.release(podUid);
    const root = this.#directories.podVolumes(podUid);
    for (const type of await namesIn(root)) {
      const plugin = this.#options.plugins.find((one) => one.name === type.replace("~", "/"));
      for (const name of await namesIn(join(root, type)))
        await plugin?.tearDown(join(root, type, name));
    }
    await rm(root, { recursive: true, force: true });
  }

  async podsWithVolumes(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const uid of await namesIn(this.#directories.pods)) {
      if ((await namesIn(this.#directories.podVolumes(uid))).length > 0) found.push(uid);
    }
    return found;
  }

  onChange(callback: (podUid: string) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  stop(): void {
    this.#configMaps.stop();
    this.#secrets.stop();
    for (const { volumes } of this.#pods.values())
      for (const volume of volumes.values()) volume.timer?.cancel();
  }

  async #ensure(state: PodState, volume: Volume): Promise<void> {
    const known = state.volumes.get(volume.name);
    if (known?.mounted) return;
    if (known?.timer) return;
    await this.#setUp(state, volume);
  }

  /** One setUp a volume at a time; a change meanwhile runs it once more. */
  async #setUp(state: PodState, volume: Volume): Promise<void> {
    const known: VolumeState = state.volumes.get(volume.name) ?? { attempts: 0, again: false };
    state.volumes.set(volume.name, known);
    if (known.working) {
      known.again = true;
      return known.working;
    }
    known.timer?.cancel();
    delete known.timer;
    known.working = this.#attempt(state, volume, known).finally(() => {
      delete known.working;
      if (!known.again) return;
      known.again = false;
      if (this.#isCurrent(state)) void this.#setUp(state, volume);
    });
    return known.working;
  }

  #isCurrent(state: PodState): boolean {
    return this.#pods.get(state.pod.metadata.uid ?? "") === state;
  }

  async #attempt(state: PodState, volume: Volume, known: VolumeState): Promise<void> {
    const uid = state.pod.metadata.uid ?? "";
    try {
      const plugin = this.#options.plugins.find((one) => one.canSupport(volume));
      if (!plugin) throw new Error(`no volume plugin of this node supports it`);
      const wasWaiting = known.failure !== undefined;
      // The directory must exist before anything is mounted, so that a restarted kubelet finds it.
      const directory = join(
        this.#directories.podVolumes(uid),
        plugin.name.replace("/", "~"),
        volume.name,
      );
      await mkdir(directory, { recursive: true, mode: 0o750 });
      known.mounted = await plugin.setUp({
        pod: state.pod,
        volume,
        podIPs: (state.pod.status?.podIPs ?? []).flatMap(({ ip }) => (ip ? [ip] : [])),
        hostIP: this.#options.hostIP,
        nodeName: this.#options.nodeName,
        directory,
        fsGroup: state.pod.spec.securityContext?.fsGroup,
        sources: this.#sourcesFor(uid),
      });
      known.attempts = 0;
      delete known.failure;
      if (!this.#isCurrent(state)) return;
      if (known.mounted.refreshAtMilliseconds !== undefined)
        this.#later(state, volume, {
          known,
          delay: known.mounted.refreshAtMilliseconds - this.#options.clock.now(),
        });
      if (wasWaiting) this.#notify(uid);
    } catch (error) {
      if (!this.#isCurrent(state)) return;
      this.#failed(state, volume, {
        known,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #failed(
    state: PodState,
    volume: Volume,
    { known, message }: { known: VolumeState; message: string },
  ): void {
    const isFirst = known.failure === undefined;
    known.failure = message;
    podEvents(this.#options.eventRecorder).warning(
      state.pod,
      undefined,
      "FailedMount",
      `MountVolume.SetUp failed for volume "${volume.name}" : ${message}`,
    );
    this.#later(state, volume, { known, delay: backoffMilliseconds(retry, known.attempts++) });
    if (!isFirst) this.#notify(state.pod.metadata.uid ?? "");
  }

  #later(
    state: PodState,
    volume: Volume,
    { known, delay }: { known: VolumeState; delay: number },
  ): void {
    known.timer?.cancel();
    known.timer = this.#options.clock.after(Math.max(delay, 1000), () => {
      delete known.timer;
      if (this.#isCurrent(state)) void this.#setUp(state, volume);
    });
  }

  /** A source came, changed or went. */
  #sourceChanged(source: string): void {
    for (const state of this.#pods.values()) this.#setUpAgain(state, source);
  }

  /** What uses the source; so may what failed, and what is being set up from what it was before. */
  #setUpAgain(state: PodState, source: string): void {
    for (const volume of usedVolumes(state.pod)) {
      const known = state.volumes.get(volume.name);
      if (!known) continue;
      const mayUseIt = known.failure !== undefined || known.working !== undefined;
      if (mayUseIt || known.mounted?.dependsOn.includes(source)) void this.#setUp(state, volume);
    }
  }

  #notify(podUid: string): void {
    for (const listener of this.#listeners) listener(podUid);
  }

  #sourcesFor(user: string): VolumeSources {
    return {
      configMap: (namespace, name) => this.#configMaps.get(namespace, name, user),
      secret: (namespace, name) => this.#secrets.get(namespace, name, user),
      serviceAccountToken: (pod, audience, seconds) => this.#tokens.token(pod, audience, seconds),
      nodeAllocatable: this.#options.nodeAllocatable,
    };
  }
}

/** The volumes that a container mounts; others are not set up. */
function usedVolumes(pod: Pod): Volume[] {
  const containers = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...(pod.spec.ephemeralContainers ?? []),
  ];
  const used = new Set(
    containers.flatMap((container) => (container.volumeMounts ?? []).map((mount) => mount.name)),
  );
  return (pod.spec.volumes ?? []).filter((volume) => used.has(volume.name));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
