// Keeps a page that is shown through a proxy subresource usable: redirects and links that begin at
// the root of the server behind are put below the proxy's path.

/** Attributes of HTML that hold a URL, inside one tag. */
const linkInTag =
  /(\s(?:href|src|action|formaction|background|cite|data|longdesc|poster|usemap|manifest)\s*=\s*)(["'])(.*?)\2/gi;
const tags = /<[a-z][^<>]*>/gi;

/**
 * A URL as the client must ask for it. `prefix` is the proxy's path without a slash at the end,
 * `origin` the server behind ("http://10.0.0.1:80"); what leads elsewhere is left alone.
 */
export function rewriteLink(link: string, prefix: string, origin: string): string {
  if (link.startsWith("//")) {
    const ownHost = origin.slice(origin.indexOf("//"));
    return isBelow(link, ownHost) ? prefix + rooted(link.slice(ownHost.length)) : link;
  }
  if (isBelow(link, origin)) return prefix + rooted(link.slice(origin.length));
  if (!link.startsWith("/") || isBelow(link, prefix)) return link;
  return prefix + link;
}

/** Rewrites the links of a whole page. */
export function rewriteHtml(html: string, prefix: string, origin: string): string {
  return html.replace(tags, (tag) =>
    tag.replace(linkInTag, (_all, before: string, quote: string, link: string) => {
      return `${before}${quote}${rewriteLink(link, prefix, origin)}${quote}`;
    }),
  );
}

function isBelow(link: string, start: string): boolean {
  if (!link.startsWith(start)) return false;
  const next = link.charAt(start.length);
  return next === "" || next === "/" || next === "?" || next === "#";
}

function rooted(rest: string): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}
