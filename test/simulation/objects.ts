// What scenarios make in a simulated cluster.
import type { Deployment } from "#api/apps/v1";
import type { Service } from "#api/core/v1";

export interface DeploymentOptions {
  replicas: number;
  image?: string;
  cpu?: string;
  maxSurge?: number;
  maxUnavailable?: number;
}

export function makeDeployment(name: string, options: DeploymentOptions): Deployment {
  const { replicas, image = "web:1", cpu = "100m", maxSurge = 1, maxUnavailable = 1 } = options;
  const labels = { app: name };
  const resources = { requests: { cpu, memory: "64Mi" } };
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [{ name: "main", image, ports: [{ containerPort: 80 }], resources }],
        },
      },
    },
  };
}

export function makeService(name: string): Service {
  return {
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 80 }] },
  };
}
