export {
  type ArchiveReference,
  archiveReferences,
  NotAnImageArchive,
  openArchive,
} from "./archive-references.ts";
export { type ImageContent, writeImageArchive } from "./image-archive.ts";
export { type ImageArchive, type ImageArchivesOptions, imageArchives } from "./image-archives.ts";
export { packLayer } from "./layer.ts";
export type { Recipe, RunConfiguration } from "./recipe.ts";
export { recipes } from "./recipes/registry.ts";
