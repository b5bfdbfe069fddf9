export { createLogger, type Logger, silentLogger } from "./log.ts";
export { type Counter, type Gauge, type Histogram, Metrics } from "./metrics.ts";
