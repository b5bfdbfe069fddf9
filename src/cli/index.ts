export { clusterImages } from "./cluster/images.ts";
export { type CliEnvironment, homeDirectory } from "./environment.ts";
export { toolFromNpm } from "./kubectl/find-kubectl.ts";
export { runCli } from "./main.ts";
