export { type ApplyOptions, applyPatch } from "./apply-patch.ts";
export { equalExceptManagedFieldsTimes } from "./managed-fields-times.ts";
export { type ResetFields, trackUpdate, type UpdateOptions } from "./track-update.ts";
