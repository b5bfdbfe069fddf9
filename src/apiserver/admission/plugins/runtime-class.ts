// A pod's runtime class must be there; its overhead and its rules of placement go into the pod.
// https://kubernetes.io/docs/concepts/containers/runtime-class/
import type { Pod } from "#api/core/v1";
import type { RuntimeClass } from "#api/node/v1";
import { forbidden } from "#apimachinery";
import { deepEqual } from "#base";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

export class RuntimeClassAdmission implements AdmissionPlugin {
  readonly name = "RuntimeClass";
  readonly #lookup: ObjectLookup;

  constructor(dependencies: { lookup: ObjectLookup }) {
    this.#lookup = dependencies.lookup;
  }

  handles(request: AdmissionRequest): boolean {
    const { group, resource, subresource, operation } = request;
    return group === "" && resource === "pods" && subresource === "" && operation === "CREATE";
  }

  async admit(request: AdmissionRequest): Promise<void> {
    const pod = request.object as unknown as Pod;
    const name = pod.spec.runtimeClassName;
    if (!name) {
      if (pod.spec.overhead)
        refuse(request, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
      return;
    }
    const found = await this.#lookup("node.k8s.io", "runtimeclasses", "", name);
    if (!found) return refuse(request, `RuntimeClass "${name}" not found`);
    const runtimeClass = found as unknown as RuntimeClass;
    setOverhead(request, pod, runtimeClass);
    setScheduling(request, pod, runtimeClass);
  }
}

function refuse(request: AdmissionRequest, why: string): never {
  const name = request.name || (request.object?.metadata.name ?? "");
  throw forbidden(request, name, `pod rejected: ${why}`);
}

function setOverhead(request: AdmissionRequest, pod: Pod, { overhead }: RuntimeClass): void {
  const fixed = overhead?.podFixed;
  if (pod.spec.overhead && !deepEqual(pod.spec.overhead, fixed))
    refuse(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  if (fixed) pod.spec.overhead = { ...fixed };
}

function setScheduling(request: AdmissionRequest, pod: Pod, { scheduling }: RuntimeClass): void {
  for (const [key, value] of Object.entries(scheduling?.nodeSelector ?? {})) {
    const own = pod.spec.nodeSelector?.[key];
    if (own !== undefined && own !== value)
      refuse(
        request,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      );
    pod.spec.nodeSelector = { ...pod.spec.nodeSelector, [key]: value };
  }
  const own = pod.spec.tolerations ?? [];
  const added = (scheduling?.tolerations ?? []).filter(
    (one) => !own.some((other) => deepEqual(one, other)),
  );
  if (added.length > 0) pod.spec.tolerations = [...own, ...added];
}
