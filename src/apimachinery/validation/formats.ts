// The text formats of Kubernetes' API. Each function gives the complaints about a value in
// Kubernetes' words; none when it is good.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/

const dns1123LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dns1123SubdomainPattern = `${dns1123LabelPattern}(\\.${dns1123LabelPattern})*`;
const qualifiedNamePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const dns1123SubdomainComplaint =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, " +
  "'-' or '.', and must start and end with an alphanumeric character";

const textEncoder = new TextEncoder();

/** The length in bytes of UTF-8, which is what Kubernetes' limits count. */
export function byteLength(text: string): number {
  // A UTF-16 unit takes at most three bytes; short ASCII texts are the rule.
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return textEncoder.encode(text).length;
  }
  return text.length;
}

export function maximumLengthComplaint(bytes: number): string {
  return `must be no more than ${bytes} bytes`;
}

export function patternComplaint(
  message: string,
  pattern: string,
  ...examples: readonly string[]
): string {
  const regex = `regex used for validation is '${pattern}')`;
  if (examples.length === 0) return `${message} (${regex}`;
  return `${message} (e.g. ${examples.map((e) => `'${e}', `).join(" or ")}${regex}`;
}

interface Format {
  maximumBytes?: number;
  pattern: string;
  message: string;
  examples: readonly string[];
}

function checker(format: Format): (value: string) => string[] {
  const regex = new RegExp(`^(?:${format.pattern})$`);
  return (value) => {
    const complaints: string[] = [];
    if (format.maximumBytes !== undefined && byteLength(value) > format.maximumBytes) {
      complaints.push(maximumLengthComplaint(format.maximumBytes));
    }
    if (!regex.test(value)) {
      complaints.push(patternComplaint(format.message, format.pattern, ...format.examples));
    }
    return complaints;
  };
}

export const dns1123LabelComplaints = checker({
  maximumBytes: 63,
  pattern: dns1123LabelPattern,
  message:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
    "and must start and end with an alphanumeric character",
  examples: ["my-name", "123-abc"],
});

export const dns1123SubdomainComplaints = checker({
  maximumBytes: 253,
  pattern: dns1123SubdomainPattern,
  message: dns1123SubdomainComplaint,
  examples: ["example.com"],
});

export const dns1035LabelComplaints = checker({
  maximumBytes: 63,
  pattern: "[a-z]([-a-z0-9]*[a-z0-9])?",
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
    "start with an alphabetic character, and end with an alphanumeric character",
  examples: ["my-name", "abc-123"],
});

export const wildcardDns1123SubdomainComplaints = checker({
  maximumBytes: 253,
  pattern: `\\*\\.${dns1123SubdomainPattern}`,
  message:
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, " +
    "which must consist of lower case alphanumeric characters, '-' or '.' and end with an " +
    "alphanumeric character",
  examples: ["*.example.com"],
});

export const labelValueComplaints = checker({
  maximumBytes: 63,
  pattern: `(${qualifiedNamePattern})?`,
  message:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " +
    "'.', and must start and end with an alphanumeric character",
  examples: ["MyValue", "my_value", "12345"],
});

export const httpHeaderNameComplaints = checker({
  pattern: "[-A-Za-z0-9]+",
  message: "a valid HTTP header must consist of alphanumeric characters or '-'",
  examples: ["X-Header-Name"],
});

export const percentComplaints = checker({
  pattern: "[0-9]+%",
  message: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ["1%", "93%"],
});

const configMapKeyText = checker({
  maximumBytes: 253,
  pattern: "[-._a-zA-Z0-9]+",
  message: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ["key.name", "KEY_NAME", "key-name"],
});

export function configMapKeyComplaints(value: string): string[] {
  return [...configMapKeyText(value), ...directoryComplaints(value)];
}

function directoryComplaints(value: string): string[] {
  if (value === ".") return ["must not be '.'"];
  if (value === "..") return ["must not be '..'"];
  return value.startsWith("..") ? ["must not start with '..'"] : [];
}

/** Since 1.34 an environment variable may have any printable ASCII name without "=". */
export function environmentVariableNameComplaints(value: string): string[] {
  if (value === "") return ["environment variable name must be non-empty"];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : [
        "a valid environment variable name must consist only of printable ASCII characters " +
          "other than '='",
      ];
}

const qualifiedNamePartPattern = new RegExp(`^${qualifiedNamePattern}$`);
/** Keys of labels and annotations are few and repeat; known good ones are not checked again. */
const knownQualifiedNames = new Set<string>();
const knownLimit = 4096;

/** The name of a label, annotation or finalizer: "app" or "example.com/app". */
export function qualifiedNameComplaints(value: string): string[] {
  if (knownQualifiedNames.has(value)) return [];
  const complaints = checkQualifiedName(value);
  if (complaints.length === 0) {
    if (knownQualifiedNames.size >= knownLimit) knownQualifiedNames.clear();
    knownQualifiedNames.add(value);
  }
  return complaints;
}

function checkQualifiedName(value: string): string[] {
  const shape = (prefix: string): string =>
    prefix +
    patternComplaint(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
        "alphanumeric character",
      qualifiedNamePattern,
      "MyName",
      "my.name",
      "123-abc",
    );
  const parts = value.split("/");
  if (parts.length > 2) {
    return [
      `${shape("a valid label key ")} with an optional DNS subdomain prefix and '/' ` +
        "(e.g. 'example.com/MyName')",
    ];
  }
  const complaints: string[] = [];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === "") complaints.push("prefix part must be non-empty");
    else complaints.push(...dns1123SubdomainComplaints(prefix).map((c) => `prefix part ${c}`));
  }
  if (name === "") complaints.push("name part must be non-empty");
  else if (byteLength(name) > 63) complaints.push(`name part ${maximumLengthComplaint(63)}`);
  if (!qualifiedNamePartPattern.test(name)) complaints.push(shape("name part "));
  return complaints;
}

/** Names that may hold almost anything (RBAC's) must still fit into a URL path. */
export function pathSegmentNameComplaints(name: string): string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((text) => name.includes(text))
    .map((text) => `may not contain '${text}'`);
}

export function portNumberComplaints(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65535
    ? []
    : ["must be between 1 and 65535, inclusive"];
}

export function portNameComplaints(name: string): string[] {
  const complaints: string[] = [];
  if (byteLength(name) > 15) complaints.push(maximumLengthComplaint(15));
  if (!/^[-a-z0-9]+$/.test(name)) {
    complaints.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) complaints.push("must contain at least one letter (a-z)");
  if (name.includes("--")) complaints.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) {
    complaints.push("must not begin or end with a hyphen");
  }
  return complaints;
}

/** `lowest` and `highest` are allowed too. */
export function rangeComplaints(value: number, lowest: number, highest: number): string[] {
  return value >= lowest && value <= highest
    ? []
    : [`must be between ${lowest} and ${highest}, inclusive`];
}
