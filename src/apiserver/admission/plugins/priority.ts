// Turns a pod's priorityClassName into its priority, and keeps one global default class.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
import type { Pod } from "#api/core/v1";
import type { PriorityClass } from "#api/scheduling/v1";
import { forbidden } from "#apimachinery";
import type { ObjectLister, ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const classes = { group: "scheduling.k8s.io", resource: "priorityclasses" };

export class Priority implements AdmissionPlugin {
  readonly name = "Priority";
  readonly #lookup: ObjectLookup;
  readonly #list: ObjectLister;

  constructor(dependencies: { lookup: ObjectLookup; list: ObjectLister }) {
    this.#lookup = dependencies.lookup;
    this.#list = dependencies.list;
  }

  handles(request: AdmissionRequest): boolean {
    if (request.subresource !== "") return false;
    const isPodWrite =
      request.group === "" &&
      request.resource === "pods" &&
      (request.operation === "CREATE" || request.operation === "UPDATE");
    const isClassWrite =
      request.resource === classes.resource &&
      request.group === classes.group &&
      request.operation !== "DELETE";
    return isPodWrite || isClassWrite;
  }

  async admit(request: AdmissionRequest): Promise<void> {
    if (request.resource !== "pods") return;
    const pod = request.object as unknown as Pod;
    if (request.operation === "UPDATE") {
      keepPriority(pod, request.oldObject as unknown as Pod);
      return;
    }
    const priorityClass = await this.#classFor(request, pod);
    const priority = priorityClass?.value ?? 0;
    if (pod.spec.priority !== undefined && pod.spec.priority !== priority) {
      throw forbidden(
        request,
        request.name,
        `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
      );
    }
    if (priorityClass) pod.spec.priorityClassName = priorityClass.metadata.name ?? "";
    pod.spec.priority = priority;
    const policy =
      (priorityClass?.preemptionPolicy as "Never" | "PreemptLowerPriority" | undefined) ??
      "PreemptLowerPriority";
    if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== policy) {
      throw forbidden(
        request,
        request.name,
        `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
      );
    }
    pod.spec.preemptionPolicy = policy;
  }

  async validate(request: AdmissionRequest): Promise<void> {
    if (request.resource !== classes.resource) return;
    const priorityClass = request.object as unknown as PriorityClass;
    if (!priorityClass.globalDefault) return;
    const other = await this.#globalDefault();
    if (other && other.metadata.name !== priorityClass.metadata.name) {
      throw forbidden(
        request,
        request.name,
        `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
      );
    }
  }

  async #classFor(request: AdmissionRequest, pod: Pod): Promise<PriorityClass | undefined> {
    const name = pod.spec.priorityClassName;
    if (!name) return this.#globalDefault();
    const found = await this.#lookup(classes.group, classes.resource, "", name);
    if (!found)
      throw forbidden(request, request.name, `no PriorityClass with name ${name} was found`);
    return found as unknown as PriorityClass;
  }

  async #globalDefault(): Promise<PriorityClass | undefined> {
    const all = (await this.#list(classes.group, classes.resource)) as unknown as PriorityClass[];
    return all
      .filter((one) => one.globalDefault)
      .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
  }
}

function keepPriority(pod: Pod, old: Pod): void {
  if (pod.spec.priority === undefined && old.spec.priority !== undefined)
    pod.spec.priority = old.spec.priority;
  if (pod.spec.preemptionPolicy === undefined && old.spec.preemptionPolicy !== undefined)
    pod.spec.preemptionPolicy = old.spec.preemptionPolicy;
}
