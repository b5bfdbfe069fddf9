// $(NAME) references in commands, arguments, values and sub-paths. "$$" is one "$"; a reference
// that nothing defines stays as it is.
// https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/

export type Variables = ReadonlyMap<string, string>;

export function expand(text: string, variables: Variables): string {
  let result = "";
  let position = 0;
  for (;;) {
    const dollar = text.indexOf("$", position);
    if (dollar < 0 || dollar === text.length - 1) return result + text.slice(position);
    result += text.slice(position, dollar);
    const next = text[dollar + 1];
    if (next === "$") {
      result += "$";
      position = dollar + 2;
    } else if (next === "(") {
      const close = text.indexOf(")", dollar + 2);
      if (close < 0) {
        result += "$(";
        position = dollar + 2;
        continue;
      }
      const name = text.slice(dollar + 2, close);
      result += variables.get(name) ?? `$(${name})`;
      position = close + 1;
    } else {
      result += `$${next}`;
      position = dollar + 2;
    }
  }
}

/** Like expand, but gives undefined and the missing name where something is not defined. */
export function expandStrictly(
  text: string,
  variables: Variables,
): { value: string; missing?: never } | { value?: never; missing: string } {
  const missing: string[] = [];
  const recording: Variables = Object.assign(new Map(variables), {
    get: (name: string): string | undefined => {
      const value = variables.get(name);
      if (value === undefined) missing.push(name);
      return value;
    },
  });
  const value = expand(text, recording);
  const first = missing[0];
  return first === undefined ? { value } : { missing: first };
}
