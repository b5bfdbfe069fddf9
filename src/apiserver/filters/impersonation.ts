// Lets a user who may act as another. The one who is acted as takes the place of the user for
// everything that follows. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
import { badRequest, forbidden } from "#apimachinery";
import { anonymousUser } from "../authentication/authenticator.ts";
import type { UserInfo } from "../authentication/user-info.ts";
import type { Attributes, Authorizer } from "../authorization/authorizer.ts";
import type { RequestHandler, ServerContext } from "../server-context.ts";

const extraPrefix = "impersonate-extra-";

export function withImpersonation(next: RequestHandler, authorizer: Authorizer): RequestHandler {
  return (context) => {
    const { headers } = context.request;
    if (
      headers["impersonate-user"] === undefined &&
      headers["impersonate-group"] === undefined &&
      headers["impersonate-uid"] === undefined
    ) {
      return next(context);
    }
    return impersonate(context, authorizer, next);
  };
}

async function impersonate(
  context: ServerContext,
  authorizer: Authorizer,
  next: RequestHandler,
): Promise<void> {
  const target = targetOf(context.request.headers);
  for (const attributes of demands(context.user, target)) {
    const decision = await authorizer.authorize(attributes);
    if (decision.decision !== "allow") {
      throw forbidden(
        { group: attributes.group, resource: attributes.resource },
        attributes.name,
        `User ${JSON.stringify(context.user.name)} cannot impersonate resource ${JSON.stringify(attributes.resource)} in API group ${JSON.stringify(attributes.group)}${attributes.namespace ? ` in the namespace ${JSON.stringify(attributes.namespace)}` : " at the cluster scope"}`,
      );
    }
  }
  context.user = completed(target);
  return next(context);
}

function targetOf(headers: Readonly<Record<string, string | undefined>>): UserInfo {
  const name = headers["impersonate-user"];
  if (!name) throw badRequest("Impersonation of a group, UID or extra needs Impersonate-User");
  const extra: Record<string, string[]> = Object.create(null);
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(extraPrefix) || value === undefined) continue;
    extra[decodeExtraKey(header.slice(extraPrefix.length))] = listOf(value);
  }
  const uid = headers["impersonate-uid"];
  const groups = headers["impersonate-group"];
  return {
    name,
    groups: groups === undefined ? [] : listOf(groups),
    extra,
    ...(uid ? { uid } : {}),
  };
}

function decodeExtraKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    throw badRequest(`The header ${extraPrefix}${key} is not properly encoded`);
  }
}

/** Header lines of one name arrive joined by commas. */
function listOf(value: string | readonly string[]): string[] {
  const lines = typeof value === "string" ? value.split(",") : value;
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function demands(user: UserInfo, target: UserInfo): Attributes[] {
  const demand = (resource: string, name: string, more: Partial<Attributes> = {}): Attributes => ({
    user,
    verb: "impersonate",
    isResourceRequest: true,
    group: "",
    version: "v1",
    resource,
    subresource: "",
    namespace: "",
    name,
    path: "",
    ...more,
  });
  const list: Attributes[] = [];
  const account = serviceAccountOf(target.name);
  if (account) list.push(demand("serviceaccounts", account.name, { namespace: account.namespace }));
  else list.push(demand("users", target.name));
  for (const group of target.groups) list.push(demand("groups", group));
  const authentication = { group: "authentication.k8s.io" };
  if (target.uid) list.push(demand("uids", target.uid, authentication));
  for (const [key, values] of Object.entries(target.extra)) {
    for (const value of values) {
      list.push(demand("userextras", value, { ...authentication, subresource: key }));
    }
  }
  return list;
}

function serviceAccountOf(user: string): { namespace: string; name: string } | undefined {
  const parts = user.split(":");
  if (parts.length !== 4 || parts[0] !== "system" || parts[1] !== "serviceaccount")
    return undefined;
  return { namespace: parts[2] as string, name: parts[3] as string };
}

/** The groups that authentication would have added. */
function completed(target: UserInfo): UserInfo {
  const groups = [...target.groups];
  const add = (group: string): void => {
    if (!groups.includes(group)) groups.push(group);
  };
  const account = serviceAccountOf(target.name);
  if (account && groups.length === 0) {
    add("system:serviceaccounts");
    add(`system:serviceaccounts:${account.namespace}`);
  }
  if (target.name === anonymousUser.name) add("system:unauthenticated");
  else add("system:authenticated");
  return { ...target, groups };
}
