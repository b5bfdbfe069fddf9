// The fields of a Struct as protobuf nests them: fields that Go inlines in JSON stand in a message
// of their own there.
import { assert } from "#base";
import type { Field, Struct } from "../schema/index.ts";

export interface FieldNode {
  number: number;
  /** Absent: a message whose fields are `inlined` ones. */
  field?: Field;
  inlined: FieldNode[];
}

/** Sorted by field number; fields that protobuf does not have are left out. */
export function fieldTree(struct: Struct): FieldNode[] {
  const root: FieldNode[] = [];
  for (const field of struct.fields.values()) {
    let level = root;
    field.protobufPath.forEach((number, depth) => {
      if (depth === field.protobufPath.length - 1) {
        level.push({ number, field, inlined: [] });
        return;
      }
      let node = level.find((other) => other.number === number);
      if (node === undefined) {
        node = { number, inlined: [] };
        level.push(node);
      }
      assert(node.field === undefined, `${struct.name}.${field.name} lies within another field`);
      level = node.inlined;
    });
  }
  sortNodes(root);
  return root;
}

function sortNodes(nodes: FieldNode[]): void {
  nodes.sort((a, b) => a.number - b.number);
  for (const node of nodes) sortNodes(node.inlined);
}
