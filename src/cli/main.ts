// `cox`: builds the command line from the list of commands, runs one, and turns what it throws into
// an exit code: 0 done, 1 failed (one line says what and what to do), 2 wrong usage.
import { Command, CommanderError } from "commander";
import type { CliCommand } from "./commands/command.ts";
import { loadCommands } from "./commands/registry.ts";
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

function buildProgram(commands: readonly CliCommand[], environment: CliEnvironment): Command {
  const output = {
    writeOut: environment.out,
    writeErr: environment.err,
    outputError: (text: string) =>
      environment.err(`cox: ${oneLine(text.replace(/^error: /, ""))}; see: cox help\n`),
  };
  const program = new Command("cox")
    .description("Kubernetes on this machine: real pods, no Docker, up in a second")
    .version(environment.version, "-V, --version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput(output);
  for (const command of commands) addCommand(program, command, environment);
  for (const sub of program.commands) sub.exitOverride().configureOutput(output);
  return program;
}

/** Runs one command line and gives the process' exit code. */
export async function runCli(environment: CliEnvironment): Promise<number> {
  try {
    const commands = await loadCommands(environment.arguments[0]);
    const program = buildProgram(commands, environment);
    if (environment.arguments.length === 0) {
      environment.out(program.helpInformation());
      return 0;
    }
    await program.parseAsync([...environment.arguments], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof ExitCode) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    environment.err(`cox: ${oneLine(explain(error))}\n`);
    if (environment.variables["COX_DEBUG"])
      environment.err(`${error instanceof Error ? error.stack : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What is wrong and what to do. */
function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof CommandError) return error.message;
  const { code, path, message = String(error) } = error as NodeJS.ErrnoException;
  const of = path ? ` (${path})` : "";
  if (code === "EACCES" || code === "EPERM") return `Not permitted${of}; run cox as root`;
  if (code === "ENOSPC") return `The disk is full${of}; free some space, or set COX_HOME elsewhere`;
  if (code === "EROFS") return `The file system is read-only${of}; set COX_HOME elsewhere`;
  return `Unexpected failure: ${message}; set COX_DEBUG=1 to see where, and see: cox doctor`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, "; ");
}
