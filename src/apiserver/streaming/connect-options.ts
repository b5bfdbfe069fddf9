// What the query of exec, attach, port-forward and log says, read and checked as Kubernetes does.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import type { Pod } from "#api/core/v1";
import { badRequest, type FieldError, invalid } from "#apimachinery";

/** Any value but "false" and "0" is true, as in every query of Kubernetes. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value.toLowerCase() !== "false" && value !== "0";
}

/** The container that is meant: the named one, or the only one. */
export function containerName(pod: Pod, query: URLSearchParams): string {
  const wanted = query.get("container") ?? "";
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const names = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name);
  const podName = pod.metadata.name;
  if (wanted !== "") {
    if (names.includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${podName}`);
  }
  const [only] = containers;
  if (containers.length === 1 && only) return only.name;
  const message = `a container name must be specified for pod ${podName}`;
  throw badRequest(only ? `${message}, choose one of: [${names.join(" ")}]` : message);
}

const logStreams = ["All", "Stderr", "Stdout"];

/** The part of the query that the kubelet is asked with. Throws BadRequest or Invalid. */
export function logQuery(query: URLSearchParams, podName: string): URLSearchParams {
  const errors: FieldError[] = [];
  const result = new URLSearchParams();
  for (const name of ["follow", "previous", "timestamps"]) {
    if (isSet(query, name)) result.set(name, "true");
  }
  const tailLines = integer(query, "tailLines");
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(tooSmall("tailLines", tailLines, "must be greater than or equal to 0"));
  }
  const limitBytes = integer(query, "limitBytes");
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(tooSmall("limitBytes", limitBytes, "must be greater than 0"));
  }
  const sinceSeconds = integer(query, "sinceSeconds");
  const sinceTime = time(query, "sinceTime");
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified";
    errors.push({ type: "FieldValueForbidden", field: "", message });
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(tooSmall("sinceSeconds", sinceSeconds, "must be greater than 0"));
  }
  const stream = query.get("stream") || "All";
  if (!logStreams.includes(stream)) {
    const message = `Unsupported value: "${stream}": supported values: "All", "Stderr", "Stdout"`;
    errors.push({ type: "FieldValueNotSupported", field: "stream", message });
  } else if (stream !== "All" && tailLines !== undefined) {
    const message = "Forbidden: `tailLines` and specific `stream` are mutually exclusive for now";
    errors.push({ type: "FieldValueForbidden", field: "tailLines", message });
  }
  if (errors.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, podName, errors);
  const numbers = { tailLines, limitBytes, sinceSeconds };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined) result.set(name, String(value));
  }
  if (sinceTime !== undefined) result.set("sinceTime", sinceTime);
  if (stream !== "All") result.set("stream", stream);
  return result;
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  const why = /^[+-]?\d+$/.test(text) ? "value out of range" : "invalid syntax";
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
}

function time(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null || text === "" || text === "null") return undefined;
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (isTime && !Number.isNaN(Date.parse(text))) return text;
  throw badRequest(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": invalid`);
}

function tooSmall(field: string, value: number, why: string): FieldError {
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${value}: ${why}` };
}
