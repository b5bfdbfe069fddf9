// Sends many equal requests in growing batches, 1, 2, 4 ..., so that a fault which hits all of them
// (a quota, a refusal) costs few requests.

/**
 * Calls `request` up to `count` times. Stops after the first batch with a failure. Gives the number
 * that succeeded and the first error.
 */
export async function slowStart(
  count: number,
  request: (index: number) => Promise<void>,
): Promise<{ succeeded: number; error?: unknown }> {
  let succeeded = 0;
  let started = 0;
  for (let batch = Math.min(1, count); batch > 0; batch = Math.min(2 * batch, count - started)) {
    const first = started;
    started += batch;
    const results = await Promise.allSettled(
      Array.from({ length: batch }, (_, offset) => request(first + offset)),
    );
    succeeded += results.filter((result) => result.status === "fulfilled").length;
    const failed = results.find((result) => result.status === "rejected");
    if (failed) return { succeeded, error: failed.reason };
  }
  return { succeeded };
}
