// A hollow node: a real kubelet over a container runtime in memory. Its kubelet can stop and start,
// its network can be cut, its power can go.
// https://github.com/kubernetes/design-proposals-archive/blob/main/scalability/kubemark.md
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Random } from "#base";
import { type Client, createEventRecorder, type InformerFactory } from "#client";
import { type Logger, Metrics } from "#component-base";
import { type FakeBehavior, FakeRuntime, type FakeScript } from "#cri";
import {
  type ContainerLogs,
  Kubelet,
  type KubeletDependencies,
  type LifecycleHooks,
  type ProbeManager,
  type VolumeManager,
} from "#kubelet";
import type { NetworkPath } from "./simulation-network.ts";

export interface SimulatedNodeOptions {
  name: string;
  /** "10.0.0.N" */
  address: string;
  clock: Clock;
  random: Random;
  log: Logger;
  network: NetworkPath;
  directory: string;
  cpus: number;
  memoryBytes: number;
  /** The client and informers of a kubelet that starts. */
  connect(): { client: Client; informers: InformerFactory };
}

export class SimulatedNode {
  readonly name: string;
  readonly network: NetworkPath;
  readonly script: FakeScript;
  /** What a container that starts will do, beyond taking its time. */
  behavior: () => FakeBehavior = () => ({});
  runtime: FakeRuntime;
  readonly #options: SimulatedNodeOptions;
  #kubelet: Kubelet | undefined;
  #informers: InformerFactory | undefined;

  constructor(options: SimulatedNodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.network = options.network;
    const { random } = options;
    this.script = {
      images: [],
      sandboxDelayMilliseconds: 300,
      pullDelayMilliseconds: 1500,
      container: () => ({
        startDelayMilliseconds: 50 + random.integer(2000),
        stopDelayMilliseconds: random.integer(1500),
        ...this.behavior(),
      }),
    };
    this.runtime = this.#newRuntime();
  }

  get isRunning(): boolean {
    return this.#kubelet !== undefined;
  }

  async start(): Promise<void> {
    const { directory, clock, log, name, connect } = this.#options;
    mkdirSync(directory, { recursive: true });
    const { client, informers } = connect();
    this.#informers = informers;
    this.#kubelet = new Kubelet({
      clock,
      log,
      client,
      informerFactory: informers,
      eventRecorder: createEventRecorder({ client, clock, component: "kubelet", host: name }),
      metrics: new Metrics(),
      runtime: this.runtime,
      runtimeName: "fake",
      ...hollowParts(),
      cgroupMounts: [],
      machine: this.#machine(),
      configuration: {
        nodeName: name,
        nodeIPs: [this.#options.address],
        rootDirectory: directory,
        cgroupParent: "/simulated",
        clusterDNS: ["10.96.0.10"],
        clusterDomain: "cluster.local",
        resolverConfigPath: "",
      },
    });
    await this.#kubelet.start();
  }

  /** The kubelet ends, its containers go on. */
  async stop(): Promise<void> {
    const kubelet = this.#kubelet;
    this.#kubelet = undefined;
    await kubelet?.stop();
    await this.#informers?.stop();
  }

  /** The machine loses power: all containers are gone, the disk stays. */
  async powerOff(): Promise<void> {
    this.network.cut();
    this.runtime.disconnect();
    await this.stop();
    this.runtime.close();
    this.runtime = this.#newRuntime();
  }

  async powerOn(): Promise<void> {
    this.network.restore();
    await this.start();
  }

  remove(): void {
    this.runtime.close();
    rmSync(this.#options.directory, { recursive: true, force: true });
  }

  #newRuntime(): FakeRuntime {
    return new FakeRuntime({ clock: this.#options.clock, script: this.script });
  }

  #machine(): NonNullable<KubeletDependencies["machine"]> {
    return {
      cpus: this.#options.cpus,
      memoryBytes: this.#options.memoryBytes,
      storageBytes: 100 * 2 ** 30,
      hugepages: {},
      architecture: "amd64",
      kernelVersion: "6.1.0",
      osImage: "Linux",
      machineID: this.name,
      systemUUID: this.name,
      bootID: this.name,
      swapBytes: 0,
    };
  }
}

/** Parts around the kubelet's core: every volume mounts, every probe and hook succeeds. */
function hollowParts(): {
  probeManager: ProbeManager;
  volumeManager: VolumeManager;
  lifecycleHooks: LifecycleHooks;
  containerLogs: ContainerLogs;
} {
  const mounted = new Set<string>();
  const nothing = (): void => {};
  return {
    probeManager: {
      setPod: nothing,
      stopLivenessAndStartup: nothing,
      removePod: nothing,
      results: () => ({ started: true, ready: true }),
      onResult: () => nothing,
      onFailure: () => nothing,
    },
    volumeManager: {
      async mountPod(pod) {
        const uid = pod.metadata.uid ?? "";
        mounted.add(uid);
        const volumes = (pod.spec.volumes ?? []).map(({ name }) => {
          const hostPath = join("/simulated", uid, name);
          return [name, { hostPath, readOnly: false, dependsOn: [] }] as const;
        });
        return { mounted: new Map(volumes) };
      },
      podUpdated: nothing,
      unmountPod: async (uid) => {
        mounted.delete(uid);
      },
      podsWithVolumes: async () => [...mounted],
      onChange: () => nothing,
    },
    lifecycleHooks: { runPostStart: async () => undefined, runPreStop: async () => undefined },
    containerLogs: { tail: async () => "" },
  };
}
