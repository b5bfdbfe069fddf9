// The whole PodStatus from the runtime's state: pure, so every rule has a table test.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodStatus
import type { Container, Pod, PodStatus } from "#api/core/v1";
import { podQualityOfServiceClass } from "#component-helpers";
import { type PodRuntimeStatus, readySandbox } from "../runtime-manager/pod-runtime-status.ts";
import {
  containerStatuses,
  initContainerStatuses,
  timestamp,
  type WaitingState,
} from "./container-statuses.ts";
import { podConditions } from "./pod-conditions.ts";
import { podPhase } from "./pod-phase.ts";

export interface PodStatusInput {
  /** With the newest status that is known, whoever wrote it. */
  pod: Pod;
  runtime: PodRuntimeStatus;
  waiting: ReadonlyMap<string, WaitingState>;
  runtimeName: string;
  hostIPs: readonly string[];
  probes(container: Container, containerId: string): { started: boolean; ready: boolean };
  /** All containers are down for good. */
  isTerminal: boolean;
  /** The pod was refused, evicted or ran too long: Failed, whatever its containers say. */
  failure: { reason: string; message: string } | undefined;
  nowMilliseconds: number;
}

export function generatePodStatus(input: PodStatusInput): PodStatus {
  const { pod, runtime, failure } = input;
  const old = pod.status ?? {};
  const init = initContainerStatuses(input);
  const regular = containerStatuses(input);
  const over = old.phase === "Failed" || old.phase === "Succeeded" ? old.phase : undefined;
  const phase = failure ? "Failed" : (over ?? podPhase(pod, init, regular, input.isTerminal));
  const sandbox = readySandbox(runtime);
  const now = timestamp(input.nowMilliseconds);
  const hostNetwork = pod.spec.hostNetwork ?? false;
  const ips = hostNetwork ? (sandbox ? input.hostIPs : []) : (sandbox?.ips ?? []);
  const known = ips.length > 0 ? ips : (old.podIPs ?? []).map(({ ip }) => ip);
  const reason = failure?.reason ?? old.reason;
  const message = failure?.message ?? old.message;
  const generation = pod.metadata.generation;
  const { nominatedNodeName, resourceClaimStatuses } = old;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    conditions: podConditions({
      pod,
      phase,
      init,
      regular,
      sandboxReady: sandbox !== undefined && (hostNetwork || sandbox.ips.length > 0),
      now,
    }),
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    ...(nominatedNodeName ? { nominatedNodeName } : {}),
    ...(resourceClaimStatuses ? { resourceClaimStatuses } : {}),
    ...hostAddresses(input.hostIPs),
    ...podAddresses(known),
    startTime: old.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: regular,
    ...(old.ephemeralContainerStatuses
      ? { ephemeralContainerStatuses: old.ephemeralContainerStatuses }
      : {}),
    qosClass: podQualityOfServiceClass(pod),
  };
}

function hostAddresses(ips: readonly string[]): Pick<PodStatus, "hostIP" | "hostIPs"> {
  const first = ips[0];
  return first === undefined ? {} : { hostIP: first, hostIPs: ips.map((ip) => ({ ip })) };
}

function podAddresses(ips: readonly string[]): Pick<PodStatus, "podIP" | "podIPs"> {
  const first = ips[0];
  return first === undefined ? {} : { podIP: first, podIPs: ips.map((ip) => ({ ip })) };
}
