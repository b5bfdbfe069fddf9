// /healthz, /livez and /readyz, with named checks: `?verbose` lists them, `?exclude=NAME` leaves one
// out, a further path segment asks for one alone.
// https://kubernetes.io/docs/reference/using-api/health-checks/
import type { ServerContext } from "../server-context.ts";

export interface HealthCheck {
  name: string;
  /** Undefined when well, else why not. */
  check(): string | undefined;
}

export const pingCheck: HealthCheck = { name: "ping", check: () => undefined };

/** Gives whether the path was one of this endpoint's. */
export function serveHealth(
  context: ServerContext,
  endpoint: "healthz" | "livez" | "readyz",
  checks: readonly HealthCheck[],
): boolean {
  const { path, query } = context.info;
  const rest = path.slice(endpoint.length + 1);
  if (rest !== "" && rest !== "/") {
    const single = checks.find((check) => `/${check.name}` === rest);
    if (!single) return false;
    answer(context, endpoint, { checks: [single], excluded: [], isVerbose: false });
    return true;
  }
  answer(context, endpoint, {
    checks,
    excluded: query.getAll("exclude"),
    isVerbose: query.has("verbose"),
  });
  return true;
}

function answer(
  context: ServerContext,
  endpoint: string,
  options: { checks: readonly HealthCheck[]; excluded: readonly string[]; isVerbose: boolean },
): void {
  const lines: string[] = [];
  let isWell = true;
  for (const { name, check } of options.checks) {
    if (options.excluded.includes(name)) {
      lines.push(`[+]${name} excluded: ok`);
      continue;
    }
    const problem = check();
    if (problem === undefined) lines.push(`[+]${name} ok`);
    else {
      isWell = false;
      lines.push(`[-]${name} failed: ${problem}`);
    }
  }
  context.response.setHeader("content-type", "text/plain; charset=utf-8");
  context.response.setHeader("x-content-type-options", "nosniff");
  if (!isWell) context.response.send(500, `${lines.join("\n")}\n${endpoint} check failed\n`);
  else if (options.isVerbose)
    context.response.send(200, `${lines.join("\n")}\n${endpoint} check passed\n`);
  else context.response.send(200, "ok");
}
