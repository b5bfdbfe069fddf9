// Full names of container images: "nginx" means "docker.io/library/nginx:latest".
// https://kubernetes.io/docs/concepts/containers/images/#image-names

export interface ImageName {
  /** "docker.io", "registry.k8s.io", "localhost:5000". */
  registry: string;
  /** "library/nginx". */
  repository: string;
  tag?: string;
  /** "sha256:..." */
  digest?: string;
}

const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-z0-9+._-]+:[a-f0-9]{32,}$/;

/** Nothing when the text is no image name. A name without tag and digest gets the tag "latest". */
export function parseImageName(text: string): ImageName | undefined {
  const [name = "", digest] = text.split("@", 2);
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, "docker.io") : "docker.io";
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(":");
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  if (!repositoryPattern.test(repository)) return undefined;
  if (tag !== undefined && !tagPattern.test(tag)) return undefined;
  if (digest !== undefined && !digestPattern.test(digest)) return undefined;
  const shownTag = tag ?? (digest === undefined ? "latest" : undefined);
  return {
    registry,
    repository,
    ...(shownTag === undefined ? {} : { tag: shownTag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export function formatImageName(name: ImageName): string {
  const tag = name.tag === undefined ? "" : `:${name.tag}`;
  const digest = name.digest === undefined ? "" : `@${name.digest}`;
  return `${name.registry}/${name.repository}${tag}${digest}`;
}

/** The full name, or the text itself when it is no image name. */
export function fullImageName(text: string): string {
  const name = parseImageName(text);
  return name ? formatImageName(name) : text;
}
