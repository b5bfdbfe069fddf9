export { type CliEnvironment, homeDirectory } from "./environment.ts";
export { runCli } from "./main.ts";
