export {
  applyIngressClassDefaults,
  applyIngressDefaults,
  applyNetworkPolicyDefaults,
} from "./networking-defaults.ts";
export {
  validateIngress,
  validateIPAddress,
  validateNetworkPolicy,
  validateServiceCIDR,
  validateServiceCIDRUpdate,
} from "./networking-validation.ts";
export type * from "./types.generated.ts";
