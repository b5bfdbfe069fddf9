// The ends of container logs, for termination messages.
// https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
import { readLog } from "./container-logs/read-log.ts";
import type { ContainerLogs } from "./interfaces.ts";

export class FileContainerLogs implements ContainerLogs {
  async tail(logPath: string, limits: { lines: number; bytes: number }): Promise<string> {
    let end: Buffer = Buffer.alloc(0);
    try {
      for await (const chunk of readLog(logPath, { tailLines: limits.lines })) {
        end = Buffer.concat([end, chunk]);
        // A copy, so that what is cut off is freed.
        if (end.length > limits.bytes) end = Buffer.from(end.subarray(-limits.bytes));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    return end.toString();
  }
}
