export { validateStorageClass, validateStorageClassUpdate } from "./storage-class-validation.ts";
export { applyCSIDriverDefaults, applyStorageClassDefaults } from "./storage-defaults.ts";
export type * from "./types.generated.ts";
