export {
  applyResourceClaimDefaults,
  applyResourceClaimTemplateDefaults,
} from "./resource-claim-defaults.ts";
export {
  validateResourceClaim,
  validateResourceClaimTemplate,
  validateResourceClaimTemplateUpdate,
  validateResourceClaimUpdate,
} from "./resource-claim-validation.ts";
export type * from "./types.generated.ts";
