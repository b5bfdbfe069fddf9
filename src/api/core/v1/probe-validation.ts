// What probes and lifecycle hooks must satisfy.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  httpHeaderNameComplaints,
  invalidBecause,
  invalidValue,
  portNameComplaints,
  portNumberComplaints,
  required,
} from "#apimachinery";
import { validateEnum, validateNonNegative } from "../../meta/v1/index.ts";
import type { Container, LifecycleHandler, Probe } from "./types.generated.ts";

type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";

export function validateProbe(probe: Probe, name: ProbeName, path: FieldPath): FieldError[] {
  const handlers = pickHandlers(probe, ["exec", "httpGet", "tcpSocket", "grpc"]);
  const numbers = [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ] as const;
  const errors = [
    ...validateHandler(probe, handlers, path),
    ...numbers.flatMap((field) => validateNonNegative(probe[field], path.child(field))),
  ];
  const { successThreshold = 1, terminationGracePeriodSeconds: grace } = probe;
  if (name !== "readinessProbe" && successThreshold !== 1) {
    errors.push(invalidValue(path.child("successThreshold"), successThreshold, "must be 1"));
  }
  if (grace !== undefined) {
    const at = path.child("terminationGracePeriodSeconds");
    if (name === "readinessProbe") {
      errors.push(invalidValue(at, grace, "must not be set for readinessProbes"));
    } else if (grace <= 0) errors.push(invalidValue(at, grace, "must be greater than 0"));
  }
  return errors;
}

export function validateLifecycle(
  lifecycle: NonNullable<Container["lifecycle"]>,
  gracePeriodSeconds: number | undefined,
  path: FieldPath,
): FieldError[] {
  return (["postStart", "preStop"] as const).flatMap((name) => {
    const handler = lifecycle[name];
    if (handler === undefined) return [];
    const handlers = pickHandlers(handler, ["exec", "httpGet", "tcpSocket", "sleep"]);
    const at = path.child(name);
    const errors = validateHandler(handler, handlers, at);
    const seconds = handler.sleep?.seconds;
    if (seconds !== undefined && gracePeriodSeconds !== undefined) {
      if (seconds < 0 || seconds > gracePeriodSeconds) {
        const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriodSeconds})`;
        errors.push(invalidValue(at.child("sleep"), seconds, detail));
      }
    }
    return errors;
  });
}

function pickHandlers(handler: object, names: readonly string[]): string[] {
  return names.filter((name) => (handler as Record<string, unknown>)[name] !== undefined);
}

function validateHandler(
  handler: Probe & LifecycleHandler,
  handlers: readonly string[],
  path: FieldPath,
): FieldError[] {
  if (handlers.length === 0) return [required(path, "must specify a handler type")];
  const errors = handlers
    .slice(1)
    .map((name) => forbiddenField(path.child(name), "may not specify more than 1 handler type"));
  const { exec, httpGet, tcpSocket, grpc } = handler;
  if (exec && !exec.command?.length) errors.push(required(path.child("exec").child("command")));
  if (httpGet) {
    const at = path.child("httpGet");
    if (!httpGet.path) errors.push(required(at.child("path")));
    errors.push(
      ...validatePort(httpGet.port, at.child("port")),
      ...validateEnum(httpGet.scheme, ["HTTP", "HTTPS"], at.child("scheme")),
      ...(httpGet.httpHeaders ?? []).flatMap(({ name }) =>
        invalidBecause(at.child("httpHeaders"), name, httpHeaderNameComplaints(name)),
      ),
    );
  }
  if (tcpSocket)
    errors.push(...validatePort(tcpSocket.port, path.child("tcpSocket").child("port")));
  if (grpc) errors.push(...validatePort(grpc.port, path.child("grpc").child("port")));
  return errors;
}

function validatePort(port: number | string, path: FieldPath): FieldError[] {
  const complaints =
    typeof port === "string" ? portNameComplaints(port) : portNumberComplaints(port);
  return invalidBecause(path, port, complaints);
}
