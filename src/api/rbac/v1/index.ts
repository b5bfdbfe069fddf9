export { applyRoleBindingDefaults, rbacGroup } from "./rbac-defaults.ts";
export type * from "./types.generated.ts";
