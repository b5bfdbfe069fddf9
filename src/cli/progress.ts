// Progress of a long command: a line a step; where nobody reads along (--output json), nothing.
import type { CliEnvironment } from "./environment.ts";

export interface Progress {
  step(text: string): void;
}

export function makeProgress(environment: CliEnvironment, isQuiet: boolean): Progress {
  const mark = environment.isTerminal ? "\u001b[32m•\u001b[0m" : "-";
  return {
    step(text) {
      if (!isQuiet) environment.err(`${mark} ${text}\n`);
    },
  };
}
