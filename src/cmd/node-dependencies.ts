// What the parts of a node are built from.
import type { Clock, LifecycleGroup } from "#base";
import type { KeyPair } from "#bootstrap";
import type { Client } from "#client";
import type { Logger, Metrics, StartReport } from "#component-base";
import type { NodeOptions } from "./options.ts";

export interface NodeAgentDependencies {
  options: NodeOptions;
  /** Acts as system:node:<name>. */
  client: Client;
  /** Serves the kubelet's port; asked for again when it is to be renewed. */
  servingCertificate: () => Promise<KeyPair>;
  authorityPem: string;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  lifecycle: LifecycleGroup;
  report: StartReport;
}
