// `--output`: text for people unless a program asks for JSON.
import type { Command } from "commander";
import { UsageError } from "./environment.ts";

export function addOutputOption(commander: Command): Command {
  return commander.option("--output <format>", "json for programs", (format: string) => {
    if (format !== "json" && format !== "text")
      throw new UsageError(`--output "${format}" is not valid: use json or text`);
    return format;
  });
}
