// Puts a pod on a node: what the scheduler calls once it has chosen.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/
import { bindings, pods } from "#api";
import type { Binding, Pod } from "#api/core/v1";
import {
  badRequest,
  conflict,
  type FieldError,
  FieldPath,
  formatTime,
  invalid,
  notSupported,
  required,
  type UnstructuredObject,
} from "#apimachinery";
import type {
  ObjectStore,
  RequestContext,
  ResourceDefinition,
  SubresourceHandler,
} from "#apiserver";
import { defineResource } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";

const bindingKind = { group: bindings.group, version: bindings.version, kind: bindings.kind };

export function podBindingSubresource(dependencies: Dependencies): SubresourceHandler {
  return {
    kind: bindings.kind,
    verbs: ["create"],
    async handle(context, store) {
      const body = await dependencies.exchange.readObject(context, bindingKind);
      const binding = body as unknown as Binding;
      const { name, namespace } = context.info;
      if (binding.metadata?.name && binding.metadata.name !== name) {
        throw badRequest(
          `the name of the object (${binding.metadata.name}) does not match the name on the URL (${name})`,
        );
      }
      await bindPod(store, { namespace, name, binding, dependencies, context });
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

/** The old resource that does the same, with the pod's name in the body. */
export function bindingDefinition(dependencies: Dependencies): ResourceDefinition {
  return defineResource(bindings, {
    verbs: ["create"],
    async createReview(binding, context) {
      const store = dependencies.storeOf(pods.group, pods.resource);
      const { namespace } = context.info;
      const name = binding.metadata?.name ?? "";
      await bindPod(store, { namespace, name, binding, dependencies, context });
      return binding;
    },
  });
}

interface BindOptions {
  namespace: string;
  name: string;
  binding: Binding;
  dependencies: Dependencies;
  context: RequestContext;
}

async function bindPod(store: ObjectStore, options: BindOptions): Promise<void> {
  const { namespace, name, binding, dependencies, context } = options;
  const errors = validateBinding(binding);
  if (errors.length > 0) throw invalid(bindingKind, name, errors);
  const isDryRun = context.info.query.has("dryRun");
  await store.guaranteedUpdate(namespace, name, (current) => {
    const pod = current as unknown as Pod;
    refuseUnbindable(pod, binding);
    if (isDryRun) return undefined;
    const now = formatTime(dependencies.clock.now());
    return boundPod(pod, binding, now) as unknown as UnstructuredObject;
  });
}

function validateBinding(binding: Binding): FieldError[] {
  const errors: FieldError[] = [];
  const kind = binding.target?.kind;
  if (kind && kind !== "Node") {
    errors.push(notSupported(FieldPath.of("target", "kind"), kind, ["Node", "<empty>"]));
  }
  if (!binding.target?.name) errors.push(required(FieldPath.of("target", "name")));
  return errors;
}

function refuseUnbindable(pod: Pod, binding: Binding): void {
  const { name = "", uid, resourceVersion, deletionTimestamp } = pod.metadata;
  const refuse = (why: string): never => {
    throw conflict({ group: "", resource: "pods/binding" }, name, why);
  };
  const wanted = binding.metadata ?? {};
  if (wanted.uid && wanted.uid !== uid) {
    refuse(`Precondition failed: UID in precondition: ${wanted.uid}, UID in object meta: ${uid}`);
  }
  if (wanted.resourceVersion && wanted.resourceVersion !== resourceVersion) {
    refuse(
      `Precondition failed: ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  }
  if (deletionTimestamp !== undefined) {
    refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec.nodeName) refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) {
    refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  }
}

function boundPod(pod: Pod, binding: Binding, now: string): Pod {
  const { annotations, labels } = binding.metadata ?? {};
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations ? { annotations: { ...pod.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
    },
    spec: { ...pod.spec, nodeName: binding.target.name ?? "" },
    status: {
      ...status,
      conditions: [...others, { type: "PodScheduled", status: "True", lastTransitionTime: now }],
    },
  };
}
