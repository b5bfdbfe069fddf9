// Who may ask a kubelet what: users by client certificate or token, rights by the API server's
// RBAC on the node's subresources.
// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
import type { IncomingMessage } from "node:http";
import type { PeerCertificate, TLSSocket } from "node:tls";

export interface KubeletUser {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** A right on the node: nodes/SUBRESOURCE. */
export interface KubeletAttributes {
  verb: string;
  subresource: string;
  nodeName: string;
}

/** Gives the user of a bearer token; undefined when nobody knows it. */
export type AuthenticateToken = (token: string) => Promise<KubeletUser | undefined>;

export type AuthorizeUser = (
  user: KubeletUser,
  attributes: KubeletAttributes,
) => Promise<{ allowed: boolean; reason: string }>;

const methodVerbs: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** First path segments with a subresource of their own; everything else is nodes/proxy. */
const fineGrained: Readonly<Record<string, readonly string[]>> = {
  stats: ["stats"],
  metrics: ["metrics"],
  logs: ["log"],
  checkpoint: ["checkpoint"],
  pods: ["pods", "proxy"],
  runningPods: ["pods", "proxy"],
  healthz: ["healthz", "proxy"],
  configz: ["configz", "proxy"],
};
/** Running commands is never reading, also when a WebSocket must begin with GET. */
const commandPaths = new Set(["exec", "attach", "portForward", "run"]);

/** The rights of which one is enough, in the order to ask for. */
export function requiredAttributes(
  method: string,
  path: string,
  nodeName: string,
): KubeletAttributes[] {
  const first = path.split("/")[1] ?? "";
  const verb = commandPaths.has(first) ? "create" : (methodVerbs[method] ?? method.toLowerCase());
  const subresources = Object.hasOwn(fineGrained, first) ? fineGrained[first] : undefined;
  return (subresources ?? ["proxy"]).map((subresource) => ({ verb, subresource, nodeName }));
}

/** The user of the connection's certificate or of the bearer token. */
export async function authenticate(
  message: IncomingMessage,
  authenticateToken: AuthenticateToken,
): Promise<KubeletUser | undefined> {
  const user = certificateUser(message.socket as TLSSocket);
  if (user) return user;
  const match = /^bearer +(\S+)$/i.exec(message.headers.authorization ?? "");
  return match?.[1] === undefined ? undefined : authenticateToken(match[1]);
}

function certificateUser(socket: TLSSocket): KubeletUser | undefined {
  if (!socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const fields = (subject ?? {}) as unknown as Record<string, string | string[] | undefined>;
  const [name] = listOf(fields["CN"]);
  if (!name) return undefined;
  return { name, groups: [...listOf(fields["O"]), "system:authenticated"] };
}

function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
