// Structured log lines. The message is constant; data goes into fields; objects are "namespace/name".
import { type Logger as PinoLogger, pino } from "pino";

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  /** `fields.error` is printed with its whole chain of causes. */
  error(message: string, fields?: Record<string, unknown>): void;
  child(fields: Record<string, unknown>): Logger;
}

function chain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    message: error.message,
    stack: error.stack,
    ...(error.cause ? { cause: chain(error.cause) } : {}),
  };
}

function wrap(base: PinoLogger): Logger {
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      base[level](
        "error" in fields ? { ...fields, error: chain(fields["error"]) } : fields,
        message,
      );
    };
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: (fields) => wrap(base.child(fields)),
  };
}

/** Logs JSON lines to standard error, or to `destination` (tests). */
export function createLogger(
  options: {
    level?: "debug" | "info" | "warn" | "error" | "silent";
    destination?: { write(line: string): void };
  } = {},
): Logger {
  return wrap(
    pino(
      { level: options.level ?? "info", base: null, timestamp: pino.stdTimeFunctions.isoTime },
      options.destination ?? pino.destination({ fd: 2, sync: true }),
    ),
  );
}

const nothing = (): void => {};
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
