// Names of container images as users write them and in full: "nginx" means
// "docker.io/library/nginx:latest".
// https://kubernetes.io/docs/concepts/containers/images/#image-names

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const host = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const tagSuffix = "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?";
const digestSuffix = "(?:@([a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}))?";
const reference = new RegExp(
  `^(?:(${host})/)?(${component}(?:/${component})*)${tagSuffix}${digestSuffix}$`,
);
const identifier = /^[0-9a-f]{64}$/;
const maximumLength = 4096;

export interface ImageName {
  /** "docker.io", "registry.k8s.io", "localhost:5000". */
  registry: string;
  /** "library/nginx". */
  repository: string;
  tag?: string;
  /** "sha256:..." */
  digest?: string;
  /** The text as given, with ":latest" where it has neither tag nor digest. */
  withTag: string;
}

/** Nothing when the text is no image name. A name without tag and digest gets the tag "latest". */
export function parseImageName(text: string): ImageName | undefined {
  if (text.length > maximumLength || identifier.test(text)) return undefined;
  const match = reference.exec(text);
  if (!match) return undefined;
  const [, prefix, path = "", givenTag, digest] = match;
  const isHost = prefix !== undefined && (/[.:A-Z]/.test(prefix) || prefix === "localhost");
  const registry = isHost ? prefix.replace(/^index\.docker\.io$/, "docker.io") : "docker.io";
  const named = isHost || prefix === undefined ? path : `${prefix}/${path}`;
  const isOfLibrary = registry === "docker.io" && !named.includes("/");
  const isBare = givenTag === undefined && digest === undefined;
  const tag = isBare ? "latest" : givenTag;
  return {
    registry,
    repository: isOfLibrary ? `library/${named}` : named,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    withTag: isBare ? `${text}:latest` : text,
  };
}

/** The full name, or the text itself when it is no image name. */
export function fullImageName(text: string): string {
  const name = parseImageName(text);
  if (!name) return text;
  const tag = name.tag === undefined ? "" : `:${name.tag}`;
  const digest = name.digest === undefined ? "" : `@${name.digest}`;
  return `${name.registry}/${name.repository}${tag}${digest}`;
}
