// What each controller may do, by the name of its ServiceAccount in kube-system. Every controller
// may also write events.

const events = "\ncore,events.k8s.io events create,patch,update";

const rules: Readonly<Record<string, string>> = {
  "bootstrap-signer": `
core configmaps(cluster-info) get,update
core configmaps,secrets read`,
  "certificate-controller": `
certificates.k8s.io certificatesigningrequests delete,read
certificates.k8s.io certificatesigningrequests/approval,
  certificatesigningrequests/status update,patch
certificates.k8s.io signers(kubernetes.io/kube-apiserver-client-kubelet) approve
certificates.k8s.io signers(kubernetes.io/kube-apiserver-client,
  kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,
  kubernetes.io/legacy-unknown) sign
authorization.k8s.io subjectaccessreviews create
core nodes get`,
  "clusterrole-aggregation-controller":
    "rbac.authorization.k8s.io clusterroles escalate,read,patch,update",
  "cronjob-controller": `
batch cronjobs read,update
batch jobs create,delete,read,patch,update
batch cronjobs/status,cronjobs/finalizers update
core pods delete,list`,
  "daemon-set-controller": `
apps daemonsets read
apps daemonsets/status,daemonsets/finalizers update
core nodes list,watch
core pods create,delete,list,patch,watch
core pods/binding create
apps controllerrevisions create,delete,read,patch,update`,
  "deployment-controller": `
apps deployments read,update
apps deployments/status,deployments/finalizers update
apps replicasets create,delete,read,patch,update
core pods read,update`,
  "disruption-controller": `
apps deployments,replicasets,statefulsets read
core replicationcontrollers read
policy poddisruptionbudgets read
policy poddisruptionbudgets/status update
core pods read
core pods/status patch,update
* */scale get`,
  "endpoint-controller": `
core pods,services read
core endpoints create,delete,read,update
core endpoints/restricted create`,
  "endpointslice-controller": `
core nodes,pods,services read
core services/finalizers update
discovery.k8s.io endpointslices create,delete,read,update
discovery.k8s.io endpointslices/restricted create`,
  "endpointslicemirroring-controller": `
core endpoints,services read
core services/finalizers,endpoints/finalizers update
discovery.k8s.io endpointslices create,delete,read,update`,
  "event-expiry-controller": "core,events.k8s.io events delete,deletecollection,read",
  "expand-controller": `
core persistentvolumes read,patch,update
core persistentvolumeclaims read
core persistentvolumeclaims/status patch,update`,
  "generic-garbage-collector": "* * delete,read,patch,update",
  "horizontal-pod-autoscaler": `
autoscaling horizontalpodautoscalers read
autoscaling horizontalpodautoscalers/status update
* */scale get,update
core pods list
metrics.k8s.io pods list
custom.metrics.k8s.io,external.metrics.k8s.io * get,list`,
  "job-controller": `
batch jobs read,patch,update
batch jobs/status,jobs/finalizers update
core pods create,delete,list,patch,watch`,
  "namespace-controller": `
core namespaces delete,read
core namespaces/finalize,namespaces/status update
* * delete,deletecollection,get,list,watch`,
  "node-controller": `
core nodes delete,read,patch,update
core nodes/status patch,update
core pods/status patch,update
core pods delete,read
coordination.k8s.io leases read
networking.k8s.io servicecidrs read`,
  "persistent-volume-binder": `
core persistentvolumes create,delete,read,update
core persistentvolumes/status update
core persistentvolumeclaims read,update
core persistentvolumeclaims/status update
core pods create,delete,read
storage.k8s.io storageclasses read
core nodes read
core secrets get`,
  "pod-garbage-collector": `
core pods delete,list,watch
core nodes get,list,watch
core pods/status patch`,
  "pv-protection-controller": "core persistentvolumes read,update",
  "pvc-protection-controller": `
core persistentvolumeclaims read,update
core pods read`,
  "replicaset-controller": `
apps replicasets read,update
apps replicasets/status,replicasets/finalizers update
core pods create,delete,list,patch,watch`,
  "replication-controller": `
core replicationcontrollers read,update
core replicationcontrollers/status,replicationcontrollers/finalizers update
core pods create,delete,list,patch,watch`,
  "resourcequota-controller": `
* * list,watch
core resourcequotas/status update`,
  "root-ca-cert-publisher": `
core configmaps create,update,read
core namespaces read`,
  "service-account-controller": `
core serviceaccounts create,read
core namespaces read`,
  "service-cidrs-controller": `
networking.k8s.io servicecidrs read,patch,update
networking.k8s.io servicecidrs/finalizers,servicecidrs/status patch,update
networking.k8s.io ipaddresses read`,
  "statefulset-controller": `
core pods list,watch
apps statefulsets read
apps statefulsets/status,statefulsets/finalizers update
core pods create,delete,get,patch,update
apps controllerrevisions create,delete,read,patch,update
core persistentvolumeclaims create,delete,get,list,watch,update`,
  "ttl-after-finished-controller": "batch jobs delete,read",
  "ttl-controller": "core nodes list,patch,update,watch",
  "validatingadmissionpolicy-status-controller": `
admissionregistration.k8s.io validatingadmissionpolicies read
admissionregistration.k8s.io validatingadmissionpolicies/status get,patch,update`,
};

export const controllerRoles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(rules).map(([name, text]) => [name, text + events]),
);
