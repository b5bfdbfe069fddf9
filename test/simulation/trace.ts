// What happened in a simulation, in lines: for finding out why a seed fails.
import { pods, replicaSets } from "#api";
import { isPodReady } from "#component-helpers";
import type { Simulation } from "#testing/simulation";

/** The last lines about pods and ReplicaSets. */
export function traceWorkloads(simulation: Simulation, maxLines = 4000): () => string {
  const lines: string[] = [];
  const say = (text: string): void => {
    lines.push(`${simulation.seconds.toFixed(3)} ${text}`);
    if (lines.length > maxLines) lines.shift();
  };
  const podInformer = simulation.observer.informer(pods);
  const describePod = (pod: Parameters<typeof isPodReady>[0]): string =>
    [
      pod.metadata.name,
      pod.spec.nodeName ?? "no node",
      pod.status?.phase,
      isPodReady(pod) ? "ready" : "unready",
      pod.metadata.deletionTimestamp ? "going" : "",
    ].join(" ");
  podInformer.addHandler({
    add: (pod) => say(`+ ${describePod(pod)}`),
    update: (pod) => say(`  ${describePod(pod)}`),
    delete: (pod) => say(`- ${pod.metadata.name}`),
  });
  simulation.observer.informer(replicaSets).addHandler({
    update: ({ metadata, spec, status }) =>
      say(
        `set ${metadata.name} spec ${spec.replicas} status ${status?.replicas} ready ` +
          `${status?.readyReplicas ?? 0} available ${status?.availableReplicas ?? 0} ` +
          `seen ${status?.observedGeneration === metadata.generation}`,
      ),
  });
  return () => lines.join("\n");
}
