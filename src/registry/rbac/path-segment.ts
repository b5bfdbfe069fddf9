// Names of roles may hold nearly anything, as long as they fit into a URL as one part.

export function pathSegmentComplaints(name: string): string[] {
  if (name === ".") return ["may not be '.'"];
  if (name === "..") return ["may not be '..'"];
  return ["/", "%"]
    .filter((part) => name.includes(part))
    .map((part) => `may not contain '${part}'`);
}
