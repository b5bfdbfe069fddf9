// Credentials for image registries from a pod's imagePullSecrets.
// https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
import type { ImageName } from "#apimachinery";
import type { AuthConfig } from "#cri";

interface RegistryEntry {
  username?: string;
  password?: string;
  auth?: string;
  identitytoken?: string;
  registrytoken?: string;
}

interface Credential {
  /** "registry.example/team", no scheme. */
  location: string;
  auth: AuthConfig;
}

/** From decoded data of secrets (dockerconfigjson, dockercfg); what cannot be read is left out. */
export function credentialsOf(secrets: readonly Record<string, string>[]): Credential[] {
  return secrets.flatMap((data) => {
    try {
      const current = data[".dockerconfigjson"];
      const legacy = data[".dockercfg"];
      const entries: Record<string, RegistryEntry> =
        current === undefined
          ? JSON.parse(legacy ?? "{}")
          : ((JSON.parse(current) as { auths?: Record<string, RegistryEntry> }).auths ?? {});
      return Object.entries(entries).map(([url, entry]) => credential(url, entry));
    } catch {
      return [];
    }
  });
}

/** Those that fit the image, the most specific first. */
export function matchingCredentials(
  credentials: readonly Credential[],
  image: ImageName,
): AuthConfig[] {
  const hosts =
    image.registry === "docker.io"
      ? ["docker.io", "index.docker.io", "registry-1.docker.io"]
      : [image.registry];
  return credentials
    .filter(({ location }) =>
      hosts.some((host) => {
        const name = `${host}/${image.repository}`;
        return location === host || name === location || name.startsWith(`${location}/`);
      }),
    )
    .sort((a, b) => b.location.length - a.location.length)
    .map(({ auth }) => auth);
}

function credential(url: string, entry: RegistryEntry): Credential {
  const location = url
    .replace(/^https?:\/\//, "")
    .replace(/\/v[12]\/?$/, "")
    .replace(/\/+$/, "");
  const decoded = entry.auth === undefined ? "" : Buffer.from(entry.auth, "base64").toString();
  const colon = decoded.indexOf(":");
  const username = entry.username ?? (colon < 0 ? "" : decoded.slice(0, colon));
  const password = entry.password ?? (colon < 0 ? "" : decoded.slice(colon + 1));
  return {
    location,
    auth: {
      username,
      password,
      ...(entry.identitytoken ? { identityToken: entry.identitytoken } : {}),
      ...(entry.registrytoken ? { registryToken: entry.registrytoken } : {}),
    },
  };
}
