export { applyEndpointSliceDefaults } from "./endpoint-slice-defaults.ts";
export type * from "./types.generated.ts";
