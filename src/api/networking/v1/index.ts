export {
  applyIngressClassDefaults,
  applyIngressDefaults,
  applyNetworkPolicyDefaults,
} from "./networking-defaults.ts";
export type * from "./types.generated.ts";
