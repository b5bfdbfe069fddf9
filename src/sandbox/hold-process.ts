// Keeps this process alive while something is awaited that only timers drive: a Clock's timers do
// not.
import { MessageChannel } from "node:worker_threads";

export async function holdProcess<T>(work: () => Promise<T>): Promise<T> {
  const { port1 } = new MessageChannel();
  port1.ref();
  try {
    return await work();
  } finally {
    port1.close();
  }
}
