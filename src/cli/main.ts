// `cox`: builds the command line from the list of commands, runs one, and turns what it throws into
// an exit code: 0 done, 1 failed (one line says what and what to do), 2 wrong usage.
import { Command, CommanderError } from "commander";
import type { CliCommand } from "./commands/command.ts";
import { commands } from "./commands/registry.ts";
import { type CliEnvironment, CommandError, ExitCode, UsageError } from "./environment.ts";

function addCommand(program: Command, command: CliCommand, environment: CliEnvironment): void {
  const [, ...parameters] = command.usage.split(" ");
  const commander = program
    .command([command.name, ...parameters].join(" "))
    .description(command.summary);
  command.configure?.(commander);
  commander.action(async (...given: unknown[]) => {
    const self = given.at(-1) as Command;
    await command.run({ positionals: self.args, options: self.opts() }, environment);
  });
}

function buildProgram(environment: CliEnvironment): Command {
  const program = new Command("cox")
    .description("Kubernetes on this machine: real pods, no Docker, up in a second")
    .version(environment.version, "-V, --version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: environment.out, writeErr: environment.err });
  for (const command of commands) addCommand(program, command, environment);
  for (const sub of program.commands)
    sub.exitOverride().configureOutput({ writeOut: environment.out, writeErr: environment.err });
  return program;
}

/** Runs one command line and gives the process' exit code. */
export async function runCli(environment: CliEnvironment): Promise<number> {
  try {
    const program = buildProgram(environment);
    if (environment.arguments.length === 0) {
      environment.out(program.helpInformation());
      return 0;
    }
    await program.parseAsync([...environment.arguments], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof ExitCode) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      environment.err(`cox: ${error.message}\n`);
      return 2;
    }
    if (error instanceof CommandError) {
      environment.err(`cox: ${error.message}\n`);
      return 1;
    }
    environment.err(
      `cox: unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
}
