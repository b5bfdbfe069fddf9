// How Services are programmed into the kernel.
import type { ServicePort } from "../service-ports.ts";
import type { ProxyEndpoint } from "../topology.ts";

export interface ProxiedPort {
  port: ServicePort;
  endpoints: readonly ProxyEndpoint[];
}

/** What changed for one Service; no ports: it is gone. */
export interface ServiceUpdate {
  service: string;
  ports: readonly ProxiedPort[];
}

export interface ProxyBackend {
  readonly name: string;
  /** Replaces everything, at the start and after a failure. Atomic. */
  replaceAll(updates: readonly ServiceUpdate[]): Promise<void>;
  /** Applies what changed, atomically; costs what changed. */
  apply(updates: readonly ServiceUpdate[]): Promise<void>;
  /** Removes everything that the backend made. */
  cleanUp(): Promise<void>;
}
