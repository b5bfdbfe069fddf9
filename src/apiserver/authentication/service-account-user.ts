// The user that a ServiceAccount is: its name and groups.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
import type { UserInfo } from "./user-info.ts";

export const serviceAccountPrefix = "system:serviceaccount:";

export function serviceAccountUser(
  namespace: string,
  name: string,
  options: { uid?: string; extra?: UserInfo["extra"] } = {},
): UserInfo {
  return {
    name: `${serviceAccountPrefix}${namespace}:${name}`,
    ...(options.uid ? { uid: options.uid } : {}),
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
    extra: options.extra ?? {},
  };
}

/** Namespace and name of a ServiceAccount's user name. */
export function parseServiceAccountUser(
  userName: string,
): { namespace: string; name: string } | undefined {
  if (!userName.startsWith(serviceAccountPrefix)) return undefined;
  const [namespace, name, ...rest] = userName.slice(serviceAccountPrefix.length).split(":");
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}
