// The token with which nodes join: a bootstrap token Secret in kube-system, and a file that holds
// the token for whoever starts agents on this machine.
// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
import { randomInt } from "node:crypto";
import { secrets } from "#api";
import { isAlreadyExists } from "#apimachinery";
import type { Client } from "#client";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const random = (length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

/** "id.secret". */
export function makeJoinToken(): string {
  return `${random(6)}.${random(16)}`;
}

/** Makes the Secret that lets the token in; nothing when it is there. */
export async function ensureJoinToken(client: Client, token: string): Promise<void> {
  const [id, secret] = token.split(".") as [string, string];
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  try {
    await client.resource(secrets).create("kube-system", {
      metadata: { name: `bootstrap-token-${id}`, namespace: "kube-system" },
      type: "bootstrap.kubernetes.io/token",
      data: {
        "token-id": encode(id),
        "token-secret": encode(secret),
        "usage-bootstrap-authentication": encode("true"),
        "usage-bootstrap-signing": encode("true"),
        description: encode("Lets nodes join this cluster"),
      },
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}
