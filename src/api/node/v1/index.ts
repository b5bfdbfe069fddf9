export { validateRuntimeClass, validateRuntimeClassUpdate } from "./runtime-class-validation.ts";
export type * from "./types.generated.ts";
