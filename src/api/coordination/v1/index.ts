export { validateLease } from "./lease-validation.ts";
export type * from "./types.generated.ts";
