export { applyMergePatch, createMergePatch } from "./merge-patch.ts";
