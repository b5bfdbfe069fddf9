// The ClusterRoles that every cluster has. Format of the rules: parse-rules.ts.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
import type { ClusterRole } from "#api/rbac/v1";
import { controllerRoles } from "./controller-roles.ts";
import { parseRules } from "./parse-rules.ts";

const bootstrapLabels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
const aggregate = (name: string): string => `rbac.authorization.k8s.io/aggregate-to-${name}`;

/** Rules of each user-facing role; admin holds edit's, edit holds view's. */
const view = `
core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,
  replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status read
core bindings,events,limitranges,namespaces/status,pods/log,pods/status,
  replicationcontrollers/status,resourcequotas,resourcequotas/status read
core namespaces read
discovery.k8s.io endpointslices read
apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,
  deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,
  statefulsets/scale,statefulsets/status read
autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status read
batch cronjobs,cronjobs/status,jobs,jobs/status read
policy poddisruptionbudgets,poddisruptionbudgets/status read
networking.k8s.io ingresses,ingresses/status,networkpolicies read
events.k8s.io events read
`;
const edit = `
core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy read
core serviceaccounts impersonate
core pods,pods/attach,pods/exec,pods/portforward,pods/proxy write
core pods/eviction create
core configmaps,events,persistentvolumeclaims,replicationcontrollers,
  replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy write
core serviceaccounts/token create
apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,
  replicasets/scale,statefulsets,statefulsets/scale write
autoscaling horizontalpodautoscalers write
batch cronjobs,jobs write
policy poddisruptionbudgets write
networking.k8s.io ingresses,networkpolicies write
coordination.k8s.io leases all
events.k8s.io events write
`;
const admin = `
authorization.k8s.io localsubjectaccessreviews create
rbac.authorization.k8s.io rolebindings,roles all
`;

const roles: Readonly<Record<string, string>> = {
  "cluster-admin": `
* * *
url * *`,
  "system:discovery":
    "url /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/ get",
  "system:monitoring":
    "url /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/* get",
  "system:public-info-viewer": "url /healthz,/livez,/readyz,/version,/version/ get",
  "system:basic-user": `
authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews create
authentication.k8s.io selfsubjectreviews create`,
  "system:service-account-issuer-discovery":
    "url /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/ get",
  "system:auth-delegator": `
authentication.k8s.io tokenreviews create
authorization.k8s.io subjectaccessreviews create`,
  "system:kubelet-api-admin": `
core nodes read
core nodes proxy
core nodes/log,nodes/metrics,nodes/proxy,nodes/stats,nodes/configz,nodes/healthz,nodes/pods *`,
  "system:node": "",
  "system:node-bootstrapper": "certificates.k8s.io certificatesigningrequests create,read",
  "system:certificates.k8s.io:certificatesigningrequests:nodeclient":
    "certificates.k8s.io certificatesigningrequests/nodeclient create",
  "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient":
    "certificates.k8s.io certificatesigningrequests/selfnodeclient create",
  "system:node-proxier": `
core endpoints,services list,watch
core nodes read
core,events.k8s.io events create,patch,update
discovery.k8s.io endpointslices list,watch
networking.k8s.io servicecidrs list,watch`,
  "system:kube-dns": `
core endpoints,services list,watch`,
  "system:kube-scheduler": `
core,events.k8s.io events create,patch,update
coordination.k8s.io leases create,list,watch
coordination.k8s.io leases(kube-scheduler) get,update
core nodes read
core pods delete,read
core bindings,pods/binding create
core pods/status patch,update
core replicationcontrollers,services read
apps,extensions replicasets read
apps statefulsets read
policy poddisruptionbudgets read
core persistentvolumeclaims,persistentvolumes read,patch,update
authentication.k8s.io tokenreviews create
authorization.k8s.io subjectaccessreviews create
storage.k8s.io csinodes,csidrivers,csistoragecapacities,storageclasses,volumeattachments read
core namespaces read
resource.k8s.io deviceclasses,resourceclaims,resourceslices read
resource.k8s.io resourceclaims/status patch,update`,
  "system:kube-controller-manager": `
core,events.k8s.io events create,patch,update
coordination.k8s.io leases create
coordination.k8s.io leases(kube-controller-manager) get,update
core secrets,serviceaccounts create
core secrets delete
core configmaps,namespaces,secrets,serviceaccounts get
core secrets,serviceaccounts update
authentication.k8s.io tokenreviews create
authorization.k8s.io subjectaccessreviews create
* * list,watch
core serviceaccounts/token create`,
  "system:persistent-volume-provisioner": `
core persistentvolumes create,delete,read
core persistentvolumeclaims read,update
storage.k8s.io storageclasses read
core events watch
core,events.k8s.io events create,patch,update`,
  "system:volume-scheduler": `
core persistentvolumes,persistentvolumeclaims read,patch,update
storage.k8s.io storageclasses read`,
};

function clusterRole(
  name: string,
  rules: string,
  labels: Record<string, string> = {},
): ClusterRole {
  return {
    metadata: {
      name,
      labels: { ...bootstrapLabels, ...labels },
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    },
    rules: parseRules(rules),
  };
}

/** The three roles for people get their rules by aggregation, so that others can add to them. */
function aggregated(name: string, from: string): ClusterRole {
  // It starts with what the aggregation would give it, so that it works before its controller has
  // run.
  const role = clusterRole(name, userFacingRules[name] ?? "");
  if (name !== "admin")
    role.metadata.labels = {
      ...role.metadata.labels,
      [aggregate(name === "edit" ? "admin" : "edit")]: "true",
    };
  return {
    ...role,
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregate(from)]: "true" } }] },
  };
}

export function defaultClusterRoles(): ClusterRole[] {
  return [
    ...Object.entries(roles).map(([name, rules]) => clusterRole(name, rules)),
    ...Object.entries(controllerRoles).map(([name, rules]) =>
      clusterRole(`system:controller:${name}`, rules),
    ),
    aggregated("admin", "admin"),
    aggregated("edit", "edit"),
    aggregated("view", "view"),
    clusterRole("system:aggregate-to-admin", admin, { [aggregate("admin")]: "true" }),
    clusterRole("system:aggregate-to-edit", edit, { [aggregate("edit")]: "true" }),
    clusterRole("system:aggregate-to-view", view, { [aggregate("view")]: "true" }),
  ];
}

const userFacingRules: Readonly<Record<string, string>> = {
  admin: view + edit + admin,
  edit: view + edit,
  view,
};
