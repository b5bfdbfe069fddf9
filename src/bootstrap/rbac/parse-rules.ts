// Policy rules as lines of text, so that a role reads like a table:
//   "apps deployments,replicasets get,list,watch"   group resources verbs ("core" is the empty group)
//   "core secrets(name1,name2) get"                 only these names
//   "url /healthz,/version get"                     paths that are no resource
// A line that ends in a comma goes on in the next.
import type { PolicyRule } from "#api/rbac/v1";

const readVerbs = ["get", "list", "watch"];
const allVerbs = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];
const writeVerbs = ["create", "delete", "deletecollection", "patch", "update"];

function parseVerbs(text: string): string[] {
  return text
    .split(",")
    .flatMap((verb) =>
      verb === "read"
        ? readVerbs
        : verb === "all"
          ? allVerbs
          : verb === "write"
            ? writeVerbs
            : [verb],
    );
}

export function parseRule(line: string): PolicyRule {
  const [group, what, verbs] = line.trim().split(/\s+/) as [string, string, string];
  if (group === "url") return { nonResourceURLs: what.split(","), verbs: parseVerbs(verbs) };
  const [, resources, names] = /^([^(]+)(?:\((.+)\))?$/.exec(what) as unknown as [
    string,
    string,
    string | undefined,
  ];
  return {
    apiGroups: group.split(",").map((one) => (one === "core" ? "" : one)),
    resources: resources.split(","),
    ...(names ? { resourceNames: names.split(",") } : {}),
    verbs: parseVerbs(verbs),
  };
}

export function parseRules(text: string): PolicyRule[] {
  return text
    .replaceAll(/,\n\s*/g, ",")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseRule);
}
