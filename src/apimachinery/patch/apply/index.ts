export { type ApplyOptions, applyPatch } from "./apply-patch.ts";
export { type ResetFields, trackUpdate, type UpdateOptions } from "./track-update.ts";
