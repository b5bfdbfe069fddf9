// `cox completion bash|zsh`: shell completion of commands and cluster names.
import { UsageError } from "../environment.ts";
import type { CliCommand } from "./command.ts";

const names =
  "up down delete ls status load kubectl helm kubeconfig doctor server agent completion version help";

const scripts: Record<string, string> = {
  bash: `_cox() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${names}" -- "$word"))
  else COMPREPLY=($(compgen -W "$(cox ls --output json | tr ',' '\\n' | sed -n 's/.*"name":"\\([^"]*\\)".*/\\1/p')" -- "$word")); fi
}
complete -F _cox cox
`,
  zsh: `#compdef cox
_cox() {
  if (( CURRENT == 2 )); then compadd ${names}
  else compadd $(cox ls --output json | tr ',' '\\n' | sed -n 's/.*"name":"\\([^"]*\\)".*/\\1/p'); fi
}
compdef _cox cox
`,
};

export const completionCommand: CliCommand = {
  name: "completion",
  usage: "completion <shell>",
  summary: "print a completion script for bash or zsh",
  async run({ positionals }, environment) {
    const script = scripts[positionals[0] ?? ""];
    if (!script) throw new UsageError(`Shell "${positionals[0]}" is not known: use bash or zsh`);
    environment.out(script);
  },
};
