// A kubelet changes only its own Node and the pods bound to it, and may not label itself into
// trust.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
import type { Node, Pod } from "#api/core/v1";
import { forbidden } from "#apimachinery";
import { deepEqual } from "#base";
import { nodeNameOf, podReferences } from "../../authorization/authorizers/node.ts";
import type { ObjectLookup } from "../../object-lookup.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission-plugin.ts";

const ownLabels = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "node.kubernetes.io/windows-build",
]);

function mayNotSet(label: string): boolean {
  const prefix = label.split("/")[0] ?? "";
  if (
    prefix === "node-restriction.kubernetes.io" ||
    prefix.endsWith(".node-restriction.kubernetes.io")
  )
    return true;
  const isReserved = /(^|\.)(kubernetes|k8s)\.io$/.test(prefix) && label.includes("/");
  const isAllowed = ownLabels.has(label) || /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix);
  return isReserved && !isAllowed;
}

export class NodeRestriction implements AdmissionPlugin {
  readonly name = "NodeRestriction";
  readonly #lookup: ObjectLookup;

  constructor(dependencies: { lookup: ObjectLookup }) {
    this.#lookup = dependencies.lookup;
  }

  handles(request: AdmissionRequest): boolean {
    return request.user.groups.includes("system:nodes");
  }

  async validate(request: AdmissionRequest): Promise<void> {
    const node = nodeNameOf(request.user);
    if (node === undefined)
      throw forbidden(
        request,
        request.name,
        `could not determine node from user "${request.user.name}"`,
      );
    const refuse = (why: string): never => {
      throw forbidden(request, request.name, why);
    };
    const check = checks[`${request.group}/${request.resource}`];
    if (check) await check({ request, node, refuse, lookup: this.#lookup });
  }
}

interface CheckInput {
  request: AdmissionRequest;
  node: string;
  refuse: (why: string) => never;
  lookup: ObjectLookup;
}

type Check = (input: CheckInput) => Promise<void> | void;

const checkPod: Check = async ({ request, node, refuse, lookup }) => {
  const { operation, subresource } = request;
  if (subresource === "status" || (subresource === "" && operation === "DELETE")) {
    const stored = request.oldObject as unknown as Pod | undefined;
    if (stored && stored.spec.nodeName !== node)
      refuse(
        `node "${node}" can only ${operation === "DELETE" ? "delete pods" : "update pod status for pods"} with spec.nodeName set to itself`,
      );
    if (
      operation === "UPDATE" &&
      !deepEqual(request.object?.metadata.labels ?? {}, request.oldObject?.metadata.labels ?? {})
    ) {
      refuse(`node "${node}" cannot update labels through pod status`);
    }
    return;
  }
  if (subresource === "eviction") {
    const pod = (await lookup("", "pods", request.namespace, request.name)) as unknown as
      | Pod
      | undefined;
    if (pod && pod.spec.nodeName !== node)
      refuse(`node ${node} can only evict pods with spec.nodeName set to itself`);
    return;
  }
  if (subresource !== "")
    refuse(`unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`);
  if (operation !== "CREATE")
    refuse(
      `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`,
    );
  const pod = request.object as unknown as Pod;
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"] === undefined)
    refuse(
      `pod does not have "kubernetes.io/config.mirror" annotation, node "${node}" can only create mirror pods`,
    );
  if (pod.spec.nodeName !== node)
    refuse(`node "${node}" can only create pods with spec.nodeName set to itself`);
  if (podReferences(pod).size > 0)
    refuse(`node "${node}" can not create pods that reference other objects`);
};

const checkNode: Check = ({ request, node, refuse }) => {
  const { operation } = request;
  if (request.name !== "" && request.name !== node)
    refuse(`node "${node}" is not allowed to modify node "${request.name}"`);
  if (operation === "DELETE") return;
  const object = request.object as unknown as Node;
  const labels = object.metadata.labels ?? {};
  const old = (request.oldObject as unknown as Node | undefined)?.metadata.labels ?? {};
  const touched = [...new Set([...Object.keys(labels), ...Object.keys(old)])].filter(
    (key) => labels[key] !== old[key],
  );
  const refused = touched.filter(mayNotSet).sort();
  if (refused.length > 0)
    refuse(
      `is not allowed to ${operation === "CREATE" ? "set" : "modify"} labels: ${refused.join(", ")}`,
    );
  if (operation === "UPDATE") {
    const before = request.oldObject as unknown as Node;
    if (!deepEqual(object.spec.taints ?? [], before.spec.taints ?? []))
      refuse(`node "${node}" is not allowed to modify taints`);
    if (!deepEqual(object.metadata.ownerReferences ?? [], before.metadata.ownerReferences ?? []))
      refuse(`node "${node}" is not allowed to modify ownerReferences`);
  }
};

const checkToken: Check = async ({ request, node, refuse, lookup }) => {
  if (request.subresource !== "token") return;
  const bound = (
    request.object?.["spec"] as
      | { boundObjectRef?: { kind?: string; name?: string; uid?: string } }
      | undefined
  )?.boundObjectRef;
  if (bound?.kind !== "Pod" || !bound.name)
    return refuse(`node requested token not bound to a pod`);
  if (!bound.uid) return refuse(`node requested token with a pod binding without a uid`);
  const pod = (await lookup("", "pods", request.namespace, bound.name)) as unknown as
    | Pod
    | undefined;
  if (pod?.metadata.uid !== bound.uid)
    return refuse(
      `the UID in the bound object reference (${bound.uid}) does not match the UID in record`,
    );
  if (pod.spec.nodeName !== node)
    refuse(`node requested token bound to a pod scheduled on a different node`);
};

const checkLease: Check = ({ request, node, refuse }) => {
  if (request.namespace !== "kube-node-lease")
    refuse(`can only access leases in the "kube-node-lease" system namespace`);
  const name = request.name || request.object?.metadata.name;
  if (name !== node) refuse("can only access node lease with the same name as the requesting node");
};

const checks: Readonly<Record<string, Check>> = {
  "/pods": checkPod,
  "/nodes": checkNode,
  "/serviceaccounts": checkToken,
  "coordination.k8s.io/leases": checkLease,
};
