// Pods for workloads: they answer HTTP on port 80 with their own name.
import type { Container, PodTemplateSpec } from "#api/core/v1";
import { shell } from "./cluster-namespace.ts";

/** Serves the pod's name; ends at once when told to. */
export function server(fields: Partial<Container> = {}): Container {
  const script = `mkdir -p /www; hostname >/www/index.html; trap 'exit 0' TERM
httpd -f -p 80 -h /www & wait`;
  const readinessProbe = { tcpSocket: { port: 80 }, periodSeconds: 1 };
  return shell(script, { readinessProbe, ...fields });
}

export const serve = server();
/** The same, as another template. */
export const serveOther = server({ env: [{ name: "VERSION", value: "2" }] });

export function podTemplate(container: Container, labels = { app: "web" }): PodTemplateSpec {
  return {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 1, containers: [container] },
  };
}
