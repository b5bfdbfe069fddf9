// Deletes a pod if its disruption budget allows it: what `kubectl drain` calls.
// https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
import { podDisruptionBudgets, pods } from "#api";
import type { Pod } from "#api/core/v1";
import type { DeleteOptions } from "#api/meta/v1";
import type { Eviction, PodDisruptionBudget, PodDisruptionBudgetStatus } from "#api/policy/v1";
import {
  badRequest,
  compileLabelSelector,
  conflict,
  forbidden,
  formatTime,
  internalError,
  StatusError,
  type UnstructuredObject,
} from "#apimachinery";
import type { ObjectStore, RequestContext, SubresourceHandler } from "#apiserver";
import { isPodReady, isPodTerminal, podCondition } from "#component-helpers";
import type { Dependencies } from "../dependencies.ts";

const evictionKind = { group: "policy", version: "v1", kind: "Eviction" } as const;

/** More evictions in flight than this and the budget's controller is not keeping up. */
const disruptedPodsLimit = 2000;
const retryAfterSeconds = 10;

export function evictionSubresource(dependencies: Dependencies): SubresourceHandler {
  return {
    ...evictionKind,
    verbs: ["create"],
    async handle(context, store) {
      const { namespace, name } = context.info;
      const body = await dependencies.exchange.readObject(context, evictionKind);
      const eviction = body as unknown as Eviction;
      if (eviction.metadata?.name && eviction.metadata.name !== name) {
        throw badRequest("name in URL does not match name in Eviction object");
      }
      const options = eviction.deleteOptions ?? {};
      const isDryRun = (options.dryRun?.length ?? 0) > 0 || context.info.query.has("dryRun");
      const pod = (await store.get(namespace, name)) as unknown as Pod;
      checkPreconditions(pod, options);
      if (!ignoresBudget(pod)) await takeFromBudget(pod, isDryRun, dependencies);
      if (!isDryRun) await markAndDelete({ pod, options, store, context, dependencies });
      const success = {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Success",
        code: 201,
      };
      await dependencies.exchange.writeObject(context, 201, success as UnstructuredObject);
    },
  };
}

function checkPreconditions(pod: Pod, { preconditions }: DeleteOptions): void {
  const { name = "", uid, resourceVersion } = pod.metadata;
  const refuse = (what: string, wanted: string, actual: string | undefined): never => {
    throw conflict(
      pods,
      name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`,
    );
  };
  if (preconditions?.uid && preconditions.uid !== uid) refuse("UID", preconditions.uid, uid);
  const version = preconditions?.resourceVersion;
  if (version && version !== resourceVersion) refuse("ResourceVersion", version, resourceVersion);
}

/** A pod that does no work, or is going anyway, is no disruption. */
function ignoresBudget(pod: Pod): boolean {
  return (
    isPodTerminal(pod) ||
    pod.status?.phase === "Pending" ||
    pod.metadata.deletionTimestamp !== undefined
  );
}

async function takeFromBudget(
  pod: Pod,
  isDryRun: boolean,
  dependencies: Dependencies,
): Promise<void> {
  const budgets = dependencies.storeOf(podDisruptionBudgets.group, podDisruptionBudgets.resource);
  const namespace = pod.metadata.namespace ?? "";
  const all = (await budgets.list(namespace)) as unknown as PodDisruptionBudget[];
  const matching = all.filter((budget) => selects(budget, pod));
  if (matching.length > 1) {
    throw internalError(
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  const budget = matching[0];
  if (budget === undefined || allowsUnhealthy(budget, pod)) return;
  await budgets.guaranteedUpdate(namespace, budget.metadata.name ?? "", (current) => {
    const changed = decrement(current as unknown as PodDisruptionBudget, pod, dependencies);
    return isDryRun ? undefined : (changed as unknown as UnstructuredObject);
  });
}

function selects(budget: PodDisruptionBudget, pod: Pod): boolean {
  const { selector } = budget.spec;
  if (selector === undefined) return false;
  return compileLabelSelector(selector).matches(pod.metadata.labels ?? {});
}

/** A pod that is not ready may go if the policy says so, or if the budget is met without it. */
function allowsUnhealthy(budget: PodDisruptionBudget, pod: Pod): boolean {
  if (isPodReady(pod)) return false;
  if (budget.spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function decrement(
  budget: PodDisruptionBudget,
  pod: Pod,
  dependencies: Dependencies,
): PodDisruptionBudget {
  const { name = "", generation = 0 } = budget.metadata;
  const status = budget.status ?? {};
  const allowed = status.disruptionsAllowed ?? 0;
  if ((status.observedGeneration ?? 0) < generation) {
    const why = `The disruption budget ${name} is still being processed by the server.`;
    throw refusal(why, retryAfterSeconds);
  }
  if (allowed < 0)
    throw forbidden(podDisruptionBudgets, name, "pdb disruptions allowed is negative");
  if (Object.keys(status.disruptedPods ?? {}).length > disruptedPodsLimit) {
    const why = "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
    throw forbidden(podDisruptionBudgets, name, why);
  }
  // Nobody knows when: without a time to retry after, clients do not wait on their own.
  if (allowed === 0) throw refusal(reasonOfBudget(name, status));
  return {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: allowed - 1,
      disruptedPods: {
        ...status.disruptedPods,
        [pod.metadata.name ?? ""]: formatTime(dependencies.clock.now()),
      },
    },
  };
}

/** Counts are not to be trusted when the budget's controller could not work them out. */
function reasonOfBudget(name: string, status: Partial<PodDisruptionBudgetStatus>): string {
  const { conditions = [], currentHealthy = 0, desiredHealthy = 0 } = status;
  const condition = conditions.find(
    ({ type, status: is, message }) =>
      type === "DisruptionAllowed" && is === "False" && message !== "",
  );
  const refused = `The disruption budget ${name} does not allow evicting pods currently`;
  if (condition?.reason === "SyncFailed") {
    return `${refused} because it failed sync: ${condition.message}`;
  }
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return condition ? `${refused} (${condition.reason}): ${condition.message}` : refused;
}

function refusal(cause: string, retryAfter?: number): StatusError {
  return new StatusError({
    code: 429,
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [{ reason: "DisruptionBudget", message: cause }],
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    },
  });
}

interface DeletionInHand {
  pod: Pod;
  options: DeleteOptions;
  store: ObjectStore;
  context: RequestContext;
  dependencies: Dependencies;
}

async function markAndDelete(deletion: DeletionInHand): Promise<void> {
  const { pod, options, store, context, dependencies } = deletion;
  const { namespace = "", name = "", uid = "" } = pod.metadata;
  if (!ignoresBudget(pod)) {
    await store.guaranteedUpdate(namespace, name, (current) => {
      const marked = withDisruptionTarget(
        current as unknown as Pod,
        formatTime(dependencies.clock.now()),
      );
      return marked as unknown as UnstructuredObject | undefined;
    });
  }
  await dependencies.deleteObject(
    context,
    { group: pods.group, resource: pods.resource, namespace, name },
    { ...options, preconditions: { uid } },
  );
}

function withDisruptionTarget(pod: Pod, now: string): Pod | undefined {
  if (podCondition(pod, "DisruptionTarget")?.status === "True") return undefined;
  const conditions = (pod.status?.conditions ?? []).filter((c) => c.type !== "DisruptionTarget");
  const added = {
    type: "DisruptionTarget",
    status: "True",
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
    lastTransitionTime: now,
  };
  return { ...pod, status: { ...pod.status, conditions: [...conditions, added] } };
}
