export { applyEndpointSliceDefaults } from "./endpoint-slice-defaults.ts";
export {
  validateEndpointSlice,
  validateEndpointSliceUpdate,
} from "./endpoint-slice-validation.ts";
export type * from "./types.generated.ts";
