export { applyRoleBindingDefaults, rbacGroup } from "./rbac-defaults.ts";
export {
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
  validateRoleBindingUpdate,
} from "./rbac-validation.ts";
export type * from "./types.generated.ts";
