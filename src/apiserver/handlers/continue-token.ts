// Where a list that was cut by its limit goes on: the state of the store it shows and the last key.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
import { badRequest } from "#apimachinery";

const tokenVersion = "meta.k8s.io/v1";
const tokenLimit = 4_096;

export interface ContinuePosition {
  /** -1: the state that the list began with is gone; go on with what is there now. */
  revision: number;
  /** Key relative to the list's prefix. */
  start: string;
}

export function encodeContinue({ revision, start }: ContinuePosition): string {
  const token = JSON.stringify({ v: tokenVersion, rv: revision, start });
  return Buffer.from(token).toString("base64url");
}

/** Throws BadRequest for anything that encodeContinue did not make. */
export function decodeContinue(token: string): ContinuePosition {
  let value: unknown;
  try {
    if (token.length > tokenLimit) throw new SyntaxError("too long");
    value = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    throw invalidToken();
  }
  const { v, rv, start } = (value ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== tokenVersion || typeof start !== "string" || start === "" || start.startsWith("/")) {
    throw invalidToken();
  }
  if (typeof rv !== "number" || !Number.isSafeInteger(rv) || rv < -1 || rv === 0) {
    throw invalidToken();
  }
  if (start.split("/").some((part) => part === "." || part === "..")) throw invalidToken();
  return { revision: rv, start };
}

function invalidToken(): Error {
  return badRequest("continue key is not valid: it was not issued by this server");
}
