// The node agent: watches the pods of its node and makes them run.
// https://kubernetes.io/docs/concepts/architecture/#kubelet
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { nodes, pods, services } from "#api";
import type { Node, Pod, Service } from "#api/core/v1";
import type { Clock } from "#base";
import type { Client, EventRecorder, Informer, InformerFactory } from "#client";
import { type Logger, Metrics } from "#component-base";
import { isPodTerminal } from "#component-helpers";
import type { ContainerRuntime } from "#cri";
import { admitPod } from "./admit/admit-pod.ts";
import { configSources } from "./config-sources.ts";
import { type CgroupMount, readCgroupMounts } from "./container-manager/cgroup-mounts.ts";
import { ContainerManager } from "./container-manager/container-manager.ts";
import { Directories } from "./directories.ts";
import { ImageManager } from "./images/image-manager.ts";
import type {
  ContainerLogs,
  LifecycleHooks,
  PodContainers,
  ProbeManager,
  VolumeManager,
} from "./interfaces.ts";
import {
  defaultKubeletPort,
  defaultKubeletVersion,
  defaultMaximumPods,
  type KubeletConfiguration,
} from "./kubelet-configuration.ts";
import { kubeletMetrics } from "./kubelet-metrics.ts";
import { type MachineInfo, readMachineInfo } from "./node-status/machine-info.ts";
import { NodeLease } from "./node-status/node-lease.ts";
import { NodeReporter } from "./node-status/node-reporter.ts";
import { cleanOrphans, orphanedPod } from "./orphans.ts";
import { PodCache } from "./pod-cache.ts";
import { podContainers } from "./pod-containers.ts";
import { type PodEvents, podEvents } from "./pod-events.ts";
import { PodLifecycleEventGenerator } from "./pod-lifecycle-event-generator.ts";
import { KubeletPodSyncer } from "./pod-syncer.ts";
import { PodWorkers } from "./pod-workers.ts";
import { ProbeFailures } from "./probe-failures.ts";
import { runtimeHandler } from "./runtime-classes.ts";
import { ContainerGarbageCollector } from "./runtime-manager/container-garbage-collector.ts";
import { ContainerKiller } from "./runtime-manager/container-killer.ts";
import { ContainerStarter } from "./runtime-manager/container-starter.ts";
import { BackOff } from "./runtime-manager/crash-loop-back-off.ts";
import { RuntimeManager } from "./runtime-manager/runtime-manager.ts";
import { StatusManager } from "./status/status-manager.ts";

export interface KubeletDependencies {
  clock: Clock;
  log: Logger;
  client: Client;
  informerFactory: InformerFactory;
  eventRecorder: EventRecorder;
  /** Unless given, nobody sees what is counted. */
  metrics?: Metrics;
  runtime: ContainerRuntime;
  /** The scheme of container ids: "containerd". */
  runtimeName: string;
  probeManager: ProbeManager;
  volumeManager: VolumeManager;
  lifecycleHooks: LifecycleHooks;
  containerLogs: ContainerLogs;
  configuration: KubeletConfiguration;
  /** Of this machine, unless given (tests, hollow nodes). */
  machine?: MachineInfo;
  cgroupMounts?: readonly CgroupMount[];
}

export class Kubelet {
  readonly #dependencies: KubeletDependencies;
  readonly #cache = new PodCache();
  readonly #events: PodEvents;
  readonly #directories: Directories;
  readonly #generator: PodLifecycleEventGenerator;
  readonly #statusManager: StatusManager;
  readonly #containerManager: ContainerManager;
  readonly #reporter: NodeReporter;
  readonly #lease: NodeLease;
  readonly #workers: PodWorkers;
  readonly #probeFailures: ProbeFailures;
  readonly #pods: Informer<Pod>;
  readonly #services: Informer<Service>;
  readonly #nodes: Informer<Node>;
  readonly #unsubscribe: (() => void)[] = [];
  #synced = false;

  constructor(dependencies: KubeletDependencies) {
    this.#dependencies = dependencies;
    const { clock, log, client, runtime, configuration, informerFactory } = dependencies;
    const { nodeName, rootDirectory, podLogsDirectory } = configuration;
    mkdirSync(rootDirectory, { recursive: true, mode: 0o750 });
    const machine = dependencies.machine ?? readMachineInfo(rootDirectory);
    this.#directories = new Directories(rootDirectory, podLogsDirectory);
    this.#events = podEvents(dependencies.eventRecorder);
    this.#pods = informerFactory.informer(pods, { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#services = informerFactory.informer(services);
    this.#nodes = informerFactory.informer(nodes, { fieldSelector: `metadata.name=${nodeName}` });
    this.#statusManager = new StatusManager({ clock, log, client });
    this.#containerManager = new ContainerManager({
      clock,
      log,
      mounts: dependencies.cgroupMounts ?? readCgroupMounts(),
      parent: configuration.cgroupParent,
      ledgerPath: join(rootDirectory, "cgroups.json"),
    });
    this.#reporter = new NodeReporter({
      clock,
      log,
      client,
      runtime,
      nodeName,
      machine,
      nodeIPs: configuration.nodeIPs,
      labels: configuration.nodeLabels ?? {},
      maximumPods: configuration.maximumPods ?? defaultMaximumPods,
      reserved: configuration.reserved ?? { milliCPU: 0, memoryBytes: 0, storageBytes: 0 },
      kubeletPort: configuration.kubeletPort ?? defaultKubeletPort,
      kubeletVersion: configuration.kubeletVersion ?? defaultKubeletVersion,
    });
    this.#lease = new NodeLease({
      clock,
      log,
      client,
      nodeName,
      onRenew: () => {
        this.#reporter
          .checkRuntime()
          .catch((error) => log.warn("Container runtime was not checked", { error }));
      },
    });
    this.#generator = new PodLifecycleEventGenerator({
      clock,
      log,
      runtime,
      cache: this.#cache,
      logs: dependencies.containerLogs,
      relistSeconds: configuration.relistSeconds ?? 60,
    });
    this.#probeFailures = new ProbeFailures(dependencies.probeManager, this.#cache);
    this.#workers = this.#makeWorkers(machine.memoryBytes);
  }

  /** What the exec server needs. */
  get podContainers(): PodContainers {
    return podContainers({
      pods: this.#pods.lister,
      cache: this.#cache,
      statusManager: this.#statusManager,
      directories: this.#directories,
    });
  }

  /** The pod network was configured, or the like: the node may be ready now. */
  runtimeChanged(): Promise<void> {
    return this.#reporter.checkRuntime();
  }

  /** The Node as last written. */
  get node(): Node | undefined {
    return this.#reporter.node;
  }

  /** Adopts what runs, begins to sync pods. Resolves when the node is registered. */
  async start(): Promise<void> {
    const { probeManager, volumeManager, informerFactory } = this.#dependencies;
    this.#containerManager.start();
    informerFactory.start();
    const [node] = await Promise.all([
      this.#reporter.start(),
      this.#generator.start((uid) => this.#podChanged(uid)),
      this.#services.synced(),
    ]);
    this.#lease.start(node);
    this.#unsubscribe.push(
      probeManager.onResult((uid) => this.#workers.wake(uid)),
      probeManager.onFailure((failure) => {
        this.#probeFailures.add(failure);
        this.#workers.wake(failure.podUid);
      }),
      volumeManager.onChange((uid) => this.#workers.wake(uid)),
      this.#nodes.addHandler({
        add: (object) => this.#reporter.nodeUpdated(object),
        update: (object) => this.#reporter.nodeUpdated(object),
      }),
      this.#pods.addHandler({
        add: (pod) => this.#addPod(pod),
        update: (pod, old) => this.#updatePod(pod, old),
        delete: (pod) => this.#workers.removePod(pod),
      }),
    );
    await this.#pods.synced();
    this.#synced = true;
    for (const uid of this.#cache.uids()) this.#podChanged(uid);
    await this.#cleanOrphans();
  }

  /** Containers go on; another kubelet finds them. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    await this.#workers.stop();
    this.#generator.stop();
    this.#statusManager.stop();
    this.#reporter.stop();
    this.#lease.stop();
    await this.#dependencies.eventRecorder.flush();
  }

  #makeWorkers(memoryCapacityBytes: number): PodWorkers {
    const { clock, log, client, runtime, lifecycleHooks } = this.#dependencies;
    const { configuration, probeManager, volumeManager, runtimeName } = this.#dependencies;
    const metrics = kubeletMetrics(this.#dependencies.metrics ?? new Metrics(), clock);
    const shared = { clock, log, runtime, cache: this.#cache, events: this.#events, metrics };
    const sources = configSources(client);
    const { clusterDomain, nodeIPs: hostIPs, clusterDNS } = configuration;
    const images = new ImageManager({
      ...shared,
      secretData: sources.secretData,
      onPulled: () => this.#reporter.changed(),
    });
    const killer = new ContainerKiller({
      ...shared,
      generator: this.#generator,
      hooks: lifecycleHooks,
    });
    const garbageCollector = new ContainerGarbageCollector(shared);
    const starter = new ContainerStarter({
      ...shared,
      generator: this.#generator,
      images,
      hooks: lifecycleHooks,
      killer,
      backOff: new BackOff(clock),
      directories: this.#directories,
      sources,
      services: () => this.#services.lister.list(),
      allocatable: () => this.node?.status?.allocatable ?? {},
      hostIPs,
      node: { memoryCapacityBytes, cgroupVersion: this.#containerManager.cgroupVersion },
    });
    const runtimeManager = new RuntimeManager({
      ...shared,
      generator: this.#generator,
      images,
      starter,
      killer,
      garbageCollector,
      probes: this.#probeFailures,
      directories: this.#directories,
      clusterDNS: { servers: clusterDNS, domain: clusterDomain },
      resolverConfigPath: configuration.resolverConfigPath ?? "/etc/resolv.conf",
      hostIPs,
      cgroupParent: (pod) => this.#containerManager.cgroupParent(pod),
      runtimeHandler: (pod) => runtimeHandler(client, pod),
    });
    const syncer = new KubeletPodSyncer({
      ...shared,
      generator: this.#generator,
      runtimeManager,
      killer,
      garbageCollector,
      containerManager: this.#containerManager,
      statusManager: this.#statusManager,
      probeManager,
      volumeManager,
      directories: this.#directories,
      runtimeName,
      hostIPs,
      isRemoved: (pod) => !this.#exists(pod),
    });
    return new PodWorkers({ clock, log, syncer: metrics.measured(syncer) });
  }

  #exists(pod: Pod): boolean {
    const { namespace = "", name = "", uid } = pod.metadata;
    return this.#pods.lister.get(namespace, name)?.metadata.uid === uid;
  }

  #addPod(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const isNew =
      !isPodTerminal(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      this.#cache.get(uid) === undefined;
    const node = this.#nodes.lister.get("", this.#dependencies.configuration.nodeName) ?? this.node;
    if (isNew && node) {
      const others = this.#workers
        .active()
        .flatMap((other) => (other === uid ? [] : (this.#workers.pod(other) ?? [])));
      const refusal = admitPod(pod, others, node);
      if (refusal) {
        this.#events.warning(pod, undefined, refusal.reason, refusal.message);
        const message = `Pod was rejected: ${refusal.message}`;
        this.#workers.terminatePod(pod, { reason: refusal.reason, message });
        return;
      }
    }
    this.#workers.updatePod(pod);
  }

  #updatePod(pod: Pod, old: Pod): void {
    if (pod.metadata.uid !== old.metadata.uid) {
      this.#workers.removePod(old);
      this.#addPod(pod);
      return;
    }
    this.#statusManager.podUpdated(pod);
    if (isDeepStrictEqual(withoutBookkeeping(pod), withoutBookkeeping(old))) {
      if ((pod.spec.readinessGates ?? []).length > 0) this.#workers.wake(pod.metadata.uid ?? "");
      return;
    }
    this.#dependencies.volumeManager.podUpdated(pod);
    this.#workers.updatePod(pod);
  }

  /** The runtime's state of a pod changed, or was found at start. */
  #podChanged(uid: string): void {
    if (this.#workers.has(uid)) {
      this.#workers.wake(uid);
      return;
    }
    const status = this.#cache.get(uid);
    if (!this.#synced || status === undefined) return;
    const isKnown = this.#pods.lister.list().some(({ metadata }) => metadata.uid === uid);
    if (!isKnown) this.#workers.removePod(orphanedPod(status));
  }

  async #cleanOrphans(): Promise<void> {
    const { log, volumeManager } = this.#dependencies;
    await cleanOrphans({
      log,
      directories: this.#directories,
      volumeManager,
      containerManager: this.#containerManager,
      isKnown: (uid) => this.#workers.has(uid) || this.#cache.get(uid) !== undefined,
    });
  }
}

/** What a sync depends on: not the status, nor who wrote it. */
function withoutBookkeeping(pod: Pod): unknown {
  const { resourceVersion: _, managedFields: __, ...metadata } = pod.metadata;
  return { metadata, spec: pod.spec };
}
