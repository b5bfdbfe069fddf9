export { applyAPIServiceDefaults } from "./api-service-defaults.ts";
export { validateAPIService } from "./api-service-validation.ts";
export type * from "./types.generated.ts";
