export { unmountBelow } from "./mounts.ts";
export type { MountContext, MountedVolume, VolumePlugin, VolumeSources } from "./volume-plugin.ts";
