// A `cox` command: what commander needs to know of it, and its run function.
import type { Command as Commander } from "commander";
import type { CliEnvironment } from "../environment.ts";

export interface CliCommand {
  name: string;
  /** "up [name]". */
  usage: string;
  summary: string;
  /** Adds options and the like. */
  configure?(commander: Commander): unknown;
  run(
    input: { positionals: string[]; options: Record<string, unknown> },
    environment: CliEnvironment,
  ): Promise<void>;
}
