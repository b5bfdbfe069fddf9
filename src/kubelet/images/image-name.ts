// Image names as users write them: the default tag, the registry they come from.
// https://kubernetes.io/docs/concepts/containers/images/#image-names

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const host = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const reference = new RegExp(
  `^(?:(${host})/)?(${component}(?:/${component})*)` +
    "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}))?$",
);
const identifier = /^[0-9a-f]{64}$/;

export interface ImageName {
  registry: string;
  repository: string;
  /** With the default tag added where there is neither tag nor digest. */
  full: string;
}

/** Undefined: not a valid reference. */
export function parseImageName(image: string): ImageName | undefined {
  const match = reference.exec(image);
  if (!match || image.length > 4096 || identifier.test(image)) return undefined;
  const [, prefix, path = "", tag, digest] = match;
  const isHost =
    prefix !== undefined && (/[.:]/.test(prefix) || prefix === "localhost" || /[A-Z]/.test(prefix));
  const registry = isHost ? prefix : "docker.io";
  const named = isHost || prefix === undefined ? path : `${prefix}/${path}`;
  const repository = !isHost && !named.includes("/") ? `library/${named}` : named;
  const full = tag === undefined && digest === undefined ? `${image}:latest` : image;
  return { registry, repository, full };
}
