// What a kubelet may do: its own Node, Lease and pods, and only the secrets, config maps, claims
// and
// tokens that pods bound to it use. https://kubernetes.io/docs/reference/access-authn-authz/node/

import { pods } from "#api";
import type { Container, Pod, Volume } from "#api/core/v1";
import type { Informer, InformerFactory } from "#client";
import type { UserInfo } from "../../authentication/user-info.ts";
import type { Attributes, Authorizer, Decision } from "../authorizer.ts";

const allow: Decision = { decision: "allow", reason: "" };
const noOpinion = (reason: string): Decision => ({ decision: "no-opinion", reason });
const readVerbs = ["get", "list", "watch"];

/** The node's name when the user is a kubelet. */
export function nodeNameOf(user: UserInfo): string | undefined {
  return user.groups.includes("system:nodes") && user.name.startsWith("system:node:")
    ? user.name.slice("system:node:".length)
    : undefined;
}

function containersOf(pod: Pod): Container[] {
  return [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...((pod.spec.ephemeralContainers ?? []) as Container[]),
  ];
}

function volumeReferences(volume: Volume, podName: string): string[] {
  const found: string[] = [];
  const add = (resource: string, name: string | undefined): void => {
    if (name) found.push(`${resource}/${name}`);
  };
  add("secrets", volume.secret?.secretName);
  add("configmaps", volume.configMap?.name);
  add("persistentvolumeclaims", volume.persistentVolumeClaim?.claimName);
  if (volume.ephemeral) add("persistentvolumeclaims", `${podName}-${volume.name}`);
  add("secrets", volume.csi?.nodePublishSecretRef?.name);
  for (const source of volume.projected?.sources ?? []) {
    add("secrets", source.secret?.name);
    add("configmaps", source.configMap?.name);
  }
  return found;
}

/** "secrets/name", "configmaps/name" ... that a pod uses; one walk over every place that names one. */
export function podReferences(pod: Pod): Set<string> {
  const found = new Set<string>();
  for (const volume of pod.spec.volumes ?? [])
    for (const entry of volumeReferences(volume, pod.metadata.name ?? "")) found.add(entry);
  for (const secret of pod.spec.imagePullSecrets ?? [])
    if (secret.name) found.add(`secrets/${secret.name}`);
  if (pod.spec.serviceAccountName) found.add(`serviceaccounts/${pod.spec.serviceAccountName}`);
  for (const container of containersOf(pod)) {
    for (const { secretRef, configMapRef } of container.envFrom ?? []) {
      if (secretRef?.name) found.add(`secrets/${secretRef.name}`);
      if (configMapRef?.name) found.add(`configmaps/${configMapRef.name}`);
    }
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.secretKeyRef?.name) found.add(`secrets/${valueFrom.secretKeyRef.name}`);
      if (valueFrom?.configMapKeyRef?.name)
        found.add(`configmaps/${valueFrom.configMapKeyRef.name}`);
    }
  }
  return found;
}

export class NodeAuthorizer implements Authorizer {
  readonly name = "Node";
  readonly #pods: Informer<Pod>;

  constructor(informers: InformerFactory) {
    this.#pods = informers.informer(pods);
    this.#pods.addIndex("node", (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
    this.#pods.addIndex("node-reference", (pod) =>
      pod.spec.nodeName
        ? [...podReferences(pod)].map(
            (entry) => `${pod.spec.nodeName}/${pod.metadata.namespace}/${entry}`,
          )
        : [],
    );
  }

  authorize(attributes: Attributes): Decision {
    const node = nodeNameOf(attributes.user);
    if (node === undefined || !attributes.isResourceRequest) return noOpinion("");
    const handler = rules[`${attributes.group}/${attributes.resource}`];
    return handler ? handler(attributes, node, this) : noOpinion("");
  }

  isReferenced(node: string, namespace: string, entry: string): boolean {
    return this.#pods.lister.byIndex("node-reference", `${node}/${namespace}/${entry}`).length > 0;
  }

  podIsOn(node: string, namespace: string, name: string): boolean {
    return this.#pods.lister.get(namespace, name)?.spec.nodeName === node;
  }
}

type Rule = (attributes: Attributes, node: string, authorizer: NodeAuthorizer) => Decision;

const whenReferenced: Rule = (
  { verb, resource, namespace, name, subresource },
  node,
  authorizer,
) => {
  if (!readVerbs.includes(verb) || subresource !== "")
    return noOpinion("can only read resources of this type");
  if (name === "") return noOpinion(`No Object name found`);
  return authorizer.isReferenced(node, namespace, `${resource}/${name}`)
    ? allow
    : noOpinion(`no relationship found between node '${node}' and this object`);
};

const tokenOfPods: Rule = (attributes, node, authorizer) => {
  const { verb, subresource, namespace, name } = attributes;
  if (verb === "create" && subresource === "token") {
    return authorizer.isReferenced(node, namespace, `serviceaccounts/${name}`)
      ? allow
      : noOpinion(`no relationship found between node '${node}' and this object`);
  }
  return whenReferenced(attributes, node, authorizer);
};

const ownPods: Rule = ({ verb, subresource, fieldSelector, namespace, name }, node, authorizer) => {
  if (subresource === "status")
    return verb === "update" || verb === "patch" ? allow : noOpinion("");
  if (subresource === "eviction") return verb === "create" ? allow : noOpinion("");
  if (subresource !== "") return noOpinion("");
  if (verb === "create" || verb === "delete") return allow;
  if (verb === "list" || verb === "watch") {
    return fieldSelector?.split(",").includes(`spec.nodeName=${node}`)
      ? allow
      : noOpinion("can only list/watch pods with spec.nodeName field selector");
  }
  return verb === "get" && authorizer.podIsOn(node, namespace, name)
    ? allow
    : noOpinion(`no relationship found between node '${node}' and this object`);
};

const ownNode: Rule = ({ verb, name, subresource, fieldSelector }, node) => {
  if (verb === "create" && subresource === "") return allow;
  if (subresource !== "" && subresource !== "status") return noOpinion("");
  const isOwn = name === node || fieldSelector === `metadata.name=${node}`;
  return isOwn && ["get", "list", "watch", "update", "patch", "delete"].includes(verb)
    ? allow
    : noOpinion(`node '${node}' cannot ${verb} other nodes`);
};

const ownLease: Rule = ({ verb, namespace, name }, node) => {
  if (namespace !== "kube-node-lease")
    return noOpinion(`can only access leases in the "kube-node-lease" system namespace`);
  return verb === "create" || (name === node && ["get", "update", "patch", "delete"].includes(verb))
    ? allow
    : noOpinion("can only access node lease with the same name as the requesting node");
};

const onlyVerbs =
  (...verbs: string[]): Rule =>
  ({ verb }) =>
    verbs.includes(verb) ? allow : noOpinion("");

const rules: Readonly<Record<string, Rule>> = {
  "/secrets": whenReferenced,
  "/configmaps": whenReferenced,
  "/persistentvolumeclaims": whenReferenced,
  "/persistentvolumes": onlyVerbs("get"),
  "/serviceaccounts": tokenOfPods,
  "/pods": ownPods,
  "/nodes": ownNode,
  "/services": onlyVerbs(...readVerbs),
  "/events": onlyVerbs("create", "update", "patch"),
  "events.k8s.io/events": onlyVerbs("create", "update", "patch"),
  "coordination.k8s.io/leases": ownLease,
  "authentication.k8s.io/tokenreviews": onlyVerbs("create"),
  "authorization.k8s.io/subjectaccessreviews": onlyVerbs("create"),
  "authorization.k8s.io/localsubjectaccessreviews": onlyVerbs("create"),
  "certificates.k8s.io/certificatesigningrequests": onlyVerbs("create", ...readVerbs),
  "node.k8s.io/runtimeclasses": onlyVerbs(...readVerbs),
  "storage.k8s.io/csidrivers": onlyVerbs(...readVerbs),
  "storage.k8s.io/csinodes": onlyVerbs("create", "get", "update", "patch", "delete"),
  "storage.k8s.io/volumeattachments": onlyVerbs("get"),
};
