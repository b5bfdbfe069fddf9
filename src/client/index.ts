export type {
  Client,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchOptions,
  PatchType,
  ResourceClient,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "./client.ts";
export {
  DiscoveryClient,
  type ServedResource,
  type ServerVersion,
} from "./discovery/discovery-client.ts";
export { errorFromBody, readBody, readLines, statusErrorOf } from "./dynamic/body.ts";
export { type ClientOptions, createClient } from "./dynamic/dynamic-client.ts";
export { type ResourceTarget, resourcePath } from "./dynamic/resource-path.ts";
export {
  ApiEventRecorder,
  createEventRecorder,
  type EventRecorderOptions,
} from "./event-recorder/api-event-recorder.ts";
export type { EventRecorder } from "./event-recorder/event-recorder.ts";
export type {
  Informer,
  InformerFactory,
  InformerHandler,
  InformerOptions,
  Lister,
} from "./informers/informer.ts";
export {
  createInformerFactory,
  type InformerFactoryOptions,
} from "./informers/shared-informer-factory.ts";
export {
  type ContextEntry,
  editKubeconfig,
  removeContext,
  setContext,
} from "./kubeconfig/edit-kubeconfig.ts";
export {
  emptyKubeconfig,
  type Kubeconfig,
  type KubeconfigCluster,
  type KubeconfigContext,
  type KubeconfigUser,
  mergeKubeconfigs,
  parseKubeconfig,
} from "./kubeconfig/kubeconfig.ts";
export {
  type KubeconfigLocation,
  kubeconfigPaths,
  loadKubeconfig,
  type ResolvedContext,
  resolveContext,
} from "./kubeconfig/load-kubeconfig.ts";
export { LeaderElector, type LeaderElectorOptions } from "./leader-election/leader-elector.ts";
export { FakeApiServer, type FakeReactor } from "./rest/fake-api-server.ts";
export { type FakeResponse, FakeTransport } from "./rest/fake-transport.ts";
export {
  type ClientCertificate,
  HttpsTransport,
  type HttpsTransportOptions,
} from "./rest/https-transport.ts";
export { tokenFile } from "./rest/token-file.ts";
export type { Transport, TransportRequest, TransportResponse } from "./rest/transport.ts";
export { DelayingQueue } from "./workqueue/delaying-queue.ts";
export { RateLimitedQueue, type RateLimitedQueueOptions } from "./workqueue/rate-limited-queue.ts";
export { WorkQueue, type WorkQueueOptions } from "./workqueue/work-queue.ts";
export { type QueueMetrics, WorkQueueMetrics } from "./workqueue/work-queue-metrics.ts";
