export {
  applyResourceClaimDefaults,
  applyResourceClaimTemplateDefaults,
} from "./resource-claim-defaults.ts";
export type * from "./types.generated.ts";
