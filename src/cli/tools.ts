// What tests and benchmarks take from the command line's room: the real tools and the images. A door
// of its own, so that `cox` does not load it for every command.
export { clusterImages } from "./cluster/images.ts";
export { toolFromNpm } from "./kubectl/find-kubectl.ts";
