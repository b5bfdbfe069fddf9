// Sets of field paths, kept in the shape that managedFields stores (FieldsV1), so that storing and
// reading them costs nothing. A node without keys is a member; a node with children is one when it
// has the key ".". https://kubernetes.io/docs/reference/using-api/server-side-apply/
import { isRecord } from "#base";

/** Children by path element: "f:name", "k:{...}", "v:...", "i:0"; "." marks a member. */
export interface FieldTree {
  readonly [element: string]: FieldTree;
}

/** A member without children. As a whole set it means the empty set. */
export const leaf: FieldTree = Object.freeze({});

const memberMark = ".";
/** Deeper sets than any kind has are not followed. */
const depthLimit = 200;

/** Trees that were found to be in order, so that they are read only once. */
const known = new WeakSet<object>();

/** The set that a stored `fieldsV1` holds; what is no object counts as a leaf. */
export function readFieldTree(value: unknown, depth = 0): FieldTree {
  if (!isRecord(value) || depth > depthLimit) return leaf;
  if (known.has(value)) return value as FieldTree;
  const tree: Record<string, FieldTree> = {};
  let isPlain = true;
  for (const key of Object.keys(value)) {
    if (key === memberMark || (key[1] === ":" && "fkvi".includes(key[0] as string))) {
      const node = readFieldTree(value[key], depth + 1);
      tree[key] = node;
      if (node !== value[key]) isPlain = false;
    } else isPlain = false;
  }
  const result = isPlain ? (value as FieldTree) : tree;
  if (depth === 0) known.add(result);
  return result;
}

/** Spares the reading of a tree that was made here. */
export function rememberTree(tree: FieldTree): FieldTree {
  known.add(tree);
  return tree;
}

export function isEmptyTree(tree: FieldTree): boolean {
  for (const _ in tree) return false;
  return true;
}

/** Of a node that is in a set: whether the path to it is a member itself. */
export function isMember(node: FieldTree): boolean {
  return memberMark in node || isEmptyTree(node);
}

/** A node from its parts; undefined when nothing is left. */
export function makeNode(
  isOwn: boolean,
  children: Record<string, FieldTree> | undefined,
): FieldTree | undefined {
  if (!children || isEmptyTree(children)) return isOwn ? leaf : undefined;
  if (isOwn) children[memberMark] = leaf;
  return children;
}

export function* childrenOf(tree: FieldTree): Generator<[element: string, node: FieldTree]> {
  for (const element of Object.keys(tree)) {
    if (element !== memberMark) yield [element, tree[element] as FieldTree];
  }
}

/** What is in one of the sets. */
export function unite(a: FieldTree, b: FieldTree): FieldTree {
  if (a === b || isEmptyTree(b)) return a;
  if (isEmptyTree(a)) return b;
  return uniteNodes(a, b, false) ?? leaf;
}

function uniteNodes(a: FieldTree, b: FieldTree, isOwn: boolean): FieldTree | undefined {
  const united: Record<string, FieldTree> = {};
  for (const [element, node] of childrenOf(a)) united[element] = node;
  for (const [element, node] of childrenOf(b)) {
    const other = united[element];
    united[element] =
      other === undefined || other === node
        ? node
        : (uniteNodes(other, node, isMember(other) || isMember(node)) as FieldTree);
  }
  return makeNode(isOwn, united);
}

/** What is in `a` and not in `b`; `a` itself when nothing is taken away. */
export function subtract(a: FieldTree, b: FieldTree): FieldTree {
  return subtractNodes(a, b, false) ?? leaf;
}

function subtractNodes(a: FieldTree, b: FieldTree, isOwn: boolean): FieldTree | undefined {
  let rest: Record<string, FieldTree> | undefined;
  for (const [element, other] of childrenOf(b)) {
    const node = a[element];
    if (node === undefined) continue;
    const left = subtractNodes(node, other, isMember(node) && !isMember(other));
    if (left === node) continue;
    rest ??= withoutMark(a);
    if (left) rest[element] = left;
    else delete rest[element];
  }
  if (rest) return makeNode(isOwn, rest);
  if (isMember(a) === isOwn) return a;
  return makeNode(isOwn, withoutMark(a));
}

function withoutMark(tree: FieldTree): Record<string, FieldTree> {
  const copy: Record<string, FieldTree> = { ...tree };
  delete copy[memberMark];
  return copy;
}

/** What is in both sets. */
export function intersect(a: FieldTree, b: FieldTree): FieldTree {
  return intersectNodes(a, b, false) ?? leaf;
}

function intersectNodes(a: FieldTree, b: FieldTree, isOwn: boolean): FieldTree | undefined {
  let shared: Record<string, FieldTree> | undefined;
  for (const [element, node] of childrenOf(a)) {
    const other = b[element];
    if (other === undefined) continue;
    const both = intersectNodes(node, other, isMember(node) && isMember(other));
    if (both) {
      shared ??= {};
      shared[element] = both;
    }
  }
  return makeNode(isOwn, shared);
}

/** Takes away the members of `b` with everything below them. */
export function subtractBelow(a: FieldTree, b: FieldTree): FieldTree {
  let rest: Record<string, FieldTree> | undefined;
  for (const [element, other] of childrenOf(b)) {
    const node = a[element];
    if (node === undefined) continue;
    const left = isMember(other) ? undefined : subtractBelow(node, other);
    if (left === node) continue;
    rest ??= { ...a };
    // A node that lost all its children was no leaf: it goes, unless it is a member itself.
    if (left && !isEmptyTree(left)) rest[element] = left;
    else delete rest[element];
  }
  return rest ?? a;
}

export function equalTrees(a: FieldTree, b: FieldTree): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const other = b[key];
    return other !== undefined && equalTrees(a[key] as FieldTree, other);
  });
}

/** The members, each as its path elements. */
export function* membersOf(
  tree: FieldTree,
  prefix: readonly string[] = [],
): Generator<readonly string[]> {
  for (const [element, node] of childrenOf(tree)) {
    const path = [...prefix, element];
    if (isMember(node)) yield path;
    yield* membersOf(node, path);
  }
}
