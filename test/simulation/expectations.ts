// What a simulated cluster must have come to once faults have ended.
import assert from "node:assert/strict";
import { deployments, endpointSlices, nodes, pods, replicaSets, services } from "#api";
import type { Deployment } from "#api/apps/v1";
import type { Pod, Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { isPodActive, isPodReady, isPodTerminal } from "#component-helpers";
import { noFaults, type Simulation } from "#testing/simulation";

/** Kinds that scenarios make or look at. */
export async function watchWorkloads(simulation: Simulation): Promise<void> {
  await simulation.watch(deployments, replicaSets, pods, services, endpointSlices, nodes);
}

/** True, or what is not complete yet. */
export function isComplete(deployment: Deployment): boolean | string {
  const { spec, status = {}, metadata } = deployment;
  const replicas = spec.replicas ?? 0;
  const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
  const isSeen = status.observedGeneration === metadata.generation;
  if (isSeen && counts.every((count) => (count ?? 0) === replicas)) return true;
  return `${metadata.name}: ${counts.join()} of ${replicas}, seen ${isSeen}`;
}

export function allComplete(simulation: Simulation): boolean | string {
  const open = simulation.list(deployments).map(isComplete);
  return open.find((answer) => answer !== true) ?? true;
}

/** Ends all faults and waits until everything is as it should be. */
export async function expectConvergence(simulation: Simulation, limitSeconds = 600): Promise<void> {
  simulation.setFaults(noFaults);
  await simulation.until(
    "the cluster converges",
    () => {
      const complete = allComplete(simulation);
      return complete === true ? isOrderly(simulation) : complete;
    },
    limitSeconds,
  );
  await simulation.run(20);
  assert.equal(isOrderly(simulation), true, "it stays so");
  assert.deepEqual(await staleInformers(simulation), []);
  assert.deepEqual(await strayPods(simulation), []);
}

function isOrderly(simulation: Simulation): boolean | string {
  for (const pod of simulation.list(pods)) {
    const name = `pod ${pod.metadata.name}`;
    if (pod.metadata.deletionTimestamp) return `${name} is still being deleted`;
    if (isPodTerminal(pod)) continue;
    if (!pod.spec.nodeName) return `${name} is on no node`;
    if (!simulation.nodes.some(({ name: node }) => node === pod.spec.nodeName))
      return `${name} is on an unknown node`;
  }
  return hasOwners(simulation) ?? endpointsMismatch(simulation) ?? true;
}

/** Objects whose owner is gone. */
function hasOwners(simulation: Simulation): string | undefined {
  const kinds = [deployments, replicaSets, pods, services, endpointSlices, nodes] as const;
  const all = kinds.flatMap((kind) => simulation.list(kind as typeof pods));
  const uids = new Set(all.map(({ metadata }) => metadata.uid));
  for (const { metadata } of all)
    for (const owner of metadata.ownerReferences ?? [])
      if (!uids.has(owner.uid)) return `${metadata.name} has lost its ${owner.kind} ${owner.name}`;
  return undefined;
}

/** Ready endpoints of every Service with a selector are its ready pods. */
export function endpointsMismatch(simulation: Simulation): string | undefined {
  for (const service of simulation.list(services)) {
    if (!service.spec.selector) continue;
    const wanted = readyPods(simulation, service).map(
      (pod) => `${pod.metadata.name} ${pod.status?.podIP}`,
    );
    const shown = slicesOf(simulation, service).flatMap((slice) =>
      (slice.endpoints ?? [])
        .filter((endpoint) => endpoint.conditions?.ready)
        .map((endpoint) => `${endpoint.targetRef?.name} ${endpoint.addresses.join()}`),
    );
    if (shown.sort().join() !== wanted.sort().join())
      return `${service.metadata.name} leads to ${shown.join()} instead of ${wanted.join()}`;
  }
  return undefined;
}

function slicesOf(simulation: Simulation, service: Service): EndpointSlice[] {
  const { name = "", namespace = "" } = service.metadata;
  return simulation
    .list(endpointSlices, namespace)
    .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name);
}

function readyPods(simulation: Simulation, service: Service): Pod[] {
  const wanted = Object.entries(service.spec.selector ?? {});
  return simulation
    .list(pods, service.metadata.namespace)
    .filter((pod) => wanted.every(([key, value]) => pod.metadata.labels?.[key] === value))
    .filter((pod) => isPodReady(pod) && isPodActive(pod));
}

/** Informers of components that do not show what the API server has. */
async function staleInformers(simulation: Simulation): Promise<string[]> {
  const stale: string[] = [];
  for (const { who, resource, options, informer } of simulation.invariants.informers) {
    if (!informer.hasSynced) continue;
    const { metadataOnly: _, ...selection } = options;
    const versions = (
      objects: readonly { metadata: { name?: string; resourceVersion?: string } }[],
    ): string[] =>
      objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();
    const there = simulation.client.metadata(resource).list(selection);
    const wanted = versions((await simulation.drive(there)).items);
    const shown = versions(informer.lister.list());
    const isSame = shown.join() === wanted.join();
    if (!isSame) stale.push(`${who}: ${resource.resource} ${shown.join()} for ${wanted.join()}`);
  }
  return stale;
}

/** Sandboxes that run without a pod, and pods that should run without a sandbox. */
async function strayPods(simulation: Simulation): Promise<string[]> {
  const strays: string[] = [];
  for (const { name, runtime } of simulation.nodes) {
    const sandboxes = await runtime.listPodSandbox({ state: { state: "SANDBOX_READY" } });
    const running = sandboxes.map((sandbox) => sandbox.metadata?.name ?? "").sort();
    const wanted = simulation
      .list(pods)
      .filter((pod) => pod.spec.nodeName === name && !isPodTerminal(pod))
      .map((pod) => pod.metadata.name ?? "")
      .sort();
    if (running.join() !== wanted.join())
      strays.push(`${name} runs ${running.join()} instead of ${wanted.join()}`);
  }
  return strays;
}
