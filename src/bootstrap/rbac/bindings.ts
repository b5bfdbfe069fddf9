// Who has the default roles.
import type { ClusterRoleBinding, Role, RoleBinding, Subject } from "#api/rbac/v1";
import { controllerRoles } from "./controller-roles.ts";
import { parseRules } from "./parse-rules.ts";

const apiGroup = "rbac.authorization.k8s.io";
const metadata = (name: string, namespace?: string): ClusterRoleBinding["metadata"] => ({
  name,
  ...(namespace ? { namespace } : {}),
  labels: { "kubernetes.io/bootstrapping": "rbac-defaults" },
  annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
});
const group = (name: string): Subject => ({ apiGroup, kind: "Group", name });
const user = (name: string): Subject => ({ apiGroup, kind: "User", name });
const account = (name: string): Subject => ({
  kind: "ServiceAccount",
  namespace: "kube-system",
  name,
});

const bindings: readonly [role: string, subjects: Subject[], name?: string][] = [
  ["cluster-admin", [group("system:masters")]],
  ["system:monitoring", [group("system:monitoring")]],
  ["system:discovery", [group("system:authenticated")]],
  ["system:basic-user", [group("system:authenticated")]],
  ["system:public-info-viewer", [group("system:authenticated"), group("system:unauthenticated")]],
  ["system:service-account-issuer-discovery", [group("system:serviceaccounts")]],
  ["system:kube-controller-manager", [user("system:kube-controller-manager")]],
  ["system:kube-scheduler", [user("system:kube-scheduler")]],
  ["system:volume-scheduler", [user("system:kube-scheduler")]],
  ["system:kube-dns", [account("kube-dns")]],
  ["system:node", []],
  // The service proxy, DNS and routes of a node run in its agent, under the node's identity.
  ["system:node-proxier", [user("system:kube-proxy"), group("system:nodes")]],
  // Joining: a bootstrap token may ask for a node's certificate, which is approved and later renewed.
  ["system:node-bootstrapper", [group("system:bootstrappers")], "coxswain:kubelet-bootstrap"],
  [
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
    [group("system:bootstrappers")],
    "coxswain:node-autoapprove-bootstrap",
  ],
  [
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
    [group("system:nodes")],
    "coxswain:node-autoapprove-certificate-rotation",
  ],
];

export function defaultClusterRoleBindings(): ClusterRoleBinding[] {
  return [
    ...bindings.map(
      ([role, subjects, name]): ClusterRoleBinding => ({
        metadata: metadata(name ?? role),
        roleRef: { apiGroup, kind: "ClusterRole", name: role },
        subjects,
      }),
    ),
    ...Object.keys(controllerRoles).map(
      (name): ClusterRoleBinding => ({
        metadata: metadata(`system:controller:${name}`),
        roleRef: { apiGroup, kind: "ClusterRole", name: `system:controller:${name}` },
        subjects: [account(name)],
      }),
    ),
  ];
}

const namespacedRoles: readonly [
  namespace: string,
  name: string,
  rules: string,
  subjects: Subject[],
][] = [
  [
    "kube-system",
    "extension-apiserver-authentication-reader",
    "core configmaps(extension-apiserver-authentication) read",
    [],
  ],
  [
    "kube-public",
    "system:controller:bootstrap-signer",
    "core configmaps(cluster-info) read,update",
    [account("bootstrap-signer")],
  ],
  [
    "kube-public",
    "coxswain:cluster-info",
    "core configmaps(cluster-info) get",
    [group("system:unauthenticated"), group("system:authenticated")],
  ],
  // Each node says in a slice of its own that its DNS answers.
  [
    "kube-system",
    "coxswain:node-dns",
    "discovery.k8s.io endpointslices create,get,update,patch,delete",
    [group("system:nodes")],
  ],
];

export function defaultRoles(): Role[] {
  return namespacedRoles.map(([namespace, name, rules]) => ({
    metadata: metadata(name, namespace),
    rules: parseRules(rules),
  }));
}

export function defaultRoleBindings(): RoleBinding[] {
  return namespacedRoles
    .filter(([, , , subjects]) => subjects.length > 0)
    .map(([namespace, name, , subjects]) => ({
      metadata: metadata(name, namespace),
      roleRef: { apiGroup, kind: "Role", name },
      subjects,
    }));
}
