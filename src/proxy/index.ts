export type { ProxyBackend } from "./backends/backend.ts";
export { type ProxyMode, proxyBackends } from "./backends/registry.ts";
export { ServiceProxy, type ServiceProxyOptions } from "./service-proxy.ts";
