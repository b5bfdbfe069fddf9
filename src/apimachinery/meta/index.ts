export {
  apiVersionOf,
  type GroupVersionKind,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type OwnerReference,
  parseApiVersion,
  type UnstructuredObject,
} from "./object.ts";
