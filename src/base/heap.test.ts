import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Heap } from "./heap.ts";

interface Entry {
  name: string;
  rank: number;
}
const makeHeap = (): Heap<Entry> =>
  new Heap<Entry>({ key: (entry) => entry.name, compare: (a, b) => a.rank - b.rank });
const operation = fc.oneof(
  fc.record({
    kind: fc.constant("set" as const),
    name: fc.constantFrom(..."abcdefghij"),
    rank: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ kind: fc.constant("delete" as const), name: fc.constantFrom(..."abcdefghij") }),
  fc.record({ kind: fc.constant("pop" as const) }),
);

test("Heap behaves like a sorted map under any operations", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const heap = makeHeap();
      const model = new Map<string, number>();
      for (const step of operations) {
        if (step.kind === "set") {
          heap.set({ name: step.name, rank: step.rank });
          model.set(step.name, step.rank);
        } else if (step.kind === "delete") {
          assert.equal(heap.delete(step.name)?.rank, model.get(step.name));
          model.delete(step.name);
        } else {
          const popped = heap.pop();
          const smallest = model.size ? Math.min(...model.values()) : undefined;
          assert.equal(popped?.rank, smallest);
          if (popped) model.delete(popped.name);
        }
        assert.equal(heap.size, model.size);
        for (const [name, rank] of model) assert.equal(heap.get(name)?.rank, rank);
      }
    }),
    { numRuns: 200 },
  );
});
