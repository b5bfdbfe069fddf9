// What every backend must do, as a suite that each backend's test runs.
// https://etcd.io/docs/v3.6/learning/api_guarantees/
import { afterEach, beforeEach, describe } from "node:test";
import type { Backend } from "./backend.ts";
import { describeCompaction, describeRepeatedCompaction } from "./conformance/compaction.ts";
import { describeLimits, describeOldRevisions, describeRanges } from "./conformance/ranges.ts";
import {
  describeReplays,
  describeResumption,
  describeWatches,
  describeWatchLife,
} from "./conformance/watches.ts";
import {
  describeClose,
  describeConcurrency,
  describeDeletes,
  describeWrites,
} from "./conformance/writes.ts";

/** `open` gives a new empty store; the suite closes it. */
export function describeBackend(name: string, open: () => Promise<Backend>): void {
  describe(name, () => {
    let backend: Backend;
    beforeEach(async () => {
      backend = await open();
    });
    afterEach(() => backend.close());
    const current = (): Backend => backend;
    describeWrites(current);
    describeDeletes(current);
    describeRanges(current);
    describeLimits(current);
    describeOldRevisions(current);
    describeWatches(current);
    describeWatchLife(current);
    describeReplays(current);
    describeResumption(current);
    describeCompaction(current);
    describeRepeatedCompaction(current);
    describeConcurrency(current);
    describeClose(current);
  });
}
