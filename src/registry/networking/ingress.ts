// https://kubernetes.io/docs/concepts/services-networking/ingress/
import { ingresses } from "#api";
import { applyIngressDefaults, type Ingress, validateIngress } from "#api/networking/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

/** Hosts shown before "+ n more...". */
const shownLimit = 3;

export const ingressDefinition: ResourceDefinition = defineResource(ingresses, {
  hasGeneration: true,
  applyDefaults: applyIngressDefaults,
  newStatus: () => ({ loadBalancer: {} }),
  strategy: { validate: validateIngress, allowCreateOnUpdate: true },
  columns: [
    nameColumn,
    column(
      "Class",
      "The class that serves it",
      (ingress) => ingress.spec?.ingressClassName ?? "<none>",
    ),
    column("Hosts", "The hosts it is for", hostsText),
    column("Address", "Where it is reached", addressText),
    column("Ports", "The ports it listens on", (ingress) =>
      (ingress.spec?.tls?.length ?? 0) > 0 ? "80, 443" : "80",
    ),
    ageColumn,
  ],
});

function hostsText(ingress: Ingress): string {
  const hosts = (ingress.spec?.rules ?? []).map(({ host }) => host).filter(Boolean);
  if (hosts.length === 0) return "*";
  const shown = hosts.slice(0, shownLimit).join(",");
  return hosts.length > shownLimit ? `${shown} + ${hosts.length - shownLimit} more...` : shown;
}

function addressText(ingress: Ingress): string {
  const points = ingress.status?.loadBalancer?.ingress ?? [];
  return points
    .map(({ ip, hostname }) => ip || hostname || "")
    .filter(Boolean)
    .sort()
    .join(",");
}
