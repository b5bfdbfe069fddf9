// The life of a daemon: logs, signals, the report to whoever started it, an orderly end.
import { flushCompileCache } from "node:module";
import { LifecycleGroup, systemClock } from "#base";
import {
  createLogger,
  type Logger,
  Metrics,
  openStartReport,
  type StartReport,
} from "#component-base";

export interface Daemon {
  clock: typeof systemClock;
  log: Logger;
  metrics: Metrics;
  lifecycle: LifecycleGroup;
  report: StartReport;
}

const stopTimeoutMilliseconds = 20_000;

/** Runs `start`, then lives until SIGTERM or SIGINT. Exit code 1 when start fails, with one line that says why. */
export async function runDaemon(
  options: { logLevel: "debug" | "info" | "warn" | "error"; reportFile: string | undefined },
  start: (daemon: Daemon) => Promise<void>,
): Promise<void> {
  const log = createLogger({ level: options.logLevel });
  const report = openStartReport(options.reportFile);
  const lifecycle = new LifecycleGroup();
  const daemon: Daemon = { clock: systemClock, log, metrics: new Metrics(), lifecycle, report };
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), stopTimeoutMilliseconds).unref();
    await lifecycle.close().catch((error: unknown) => log.error("Stop failed", { error }));
    process.exit(code);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(0));
  process.on("unhandledRejection", (error) =>
    log.error("A promise was rejected and nobody looked", { error }),
  );
  try {
    await start(daemon);
    report.send({ ready: true });
    flushCompileCache();
  } catch (error) {
    log.error("Start failed", { error });
    report.send({ failed: error instanceof Error ? error.message : String(error) });
    await stop(1);
  }
}
