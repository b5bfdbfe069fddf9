export { createLogger, type Logger, silentLogger } from "./log.ts";
export { type Counter, type Gauge, type Histogram, Metrics } from "./metrics.ts";
export {
  followStartReport,
  openStartReport,
  type StartMessage,
  type StartReport,
} from "./start-report.ts";
