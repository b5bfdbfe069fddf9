// The structural walk: compares a JSON value with the Struct it must have, in place. Types are
// checked with Go's error texts, unknown fields dropped, nulls and zero values dropped where
// Kubernetes' re-encoding would, quantities and times brought to their canonical form. Walkers are
// compiled once per Struct and cached, since every create and update runs one.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#validation-for-unrecognized-or-duplicate-fields
import type { Field, FieldType, Scalar, Struct } from "../schema/index.ts";
import {
  base64Mistake,
  canonicalQuantity,
  canonicalTime,
  quantityError,
} from "./canonical-scalars.ts";
import { maximumJsonDepth, maximumProblems } from "./json-scanner.ts";

/** A value of the wrong type; the message is Go's. */
export class StructuralError extends Error {
  override name = "StructuralError";
}

export interface WalkOptions {
  /** Keeps fields that the Struct does not have (custom resources). */
  preserveUnknown?: boolean;
}

export interface WalkResult {
  object: Record<string, unknown>;
  /** Paths of the fields that were dropped, at most a hundred. */
  unknownFields: readonly string[];
  /** How many keys all objects had together, to be compared with the keys of the text. */
  keyCount: number;
}

/** Checks and completes `value` in place. Throws StructuralError. */
export function walkStruct(value: unknown, struct: Struct, options: WalkOptions = {}): WalkResult {
  const walker = new Walk(options.preserveUnknown ?? false, struct);
  const object = walkerFor(struct).walk(value, walker) as Record<string, unknown>;
  return { object, unknownFields: walker.unknownFields, keyCount: walker.keyCount };
}

/** Checks depth and key names of a value without a Struct. Throws StructuralError. */
export function walkUnstructured(value: unknown): WalkResult {
  const walker = new Walk(true, undefined);
  walker.any(value, 0);
  return { object: value as Record<string, unknown>, unknownFields: [], keyCount: walker.keyCount };
}

/** State of one walk. */
class Walk {
  readonly unknownFields: string[] = [];
  readonly preserveUnknown: boolean;
  /** Field names, "[0]" for list indexes, map keys with a leading NUL. */
  readonly path: string[] = [];
  keyCount = 0;
  owner: Struct | undefined;

  constructor(preserveUnknown: boolean, owner: Struct | undefined) {
    this.preserveUnknown = preserveUnknown;
    this.owner = owner;
  }

  /** The path as strict decoding writes it: `spec.containers[0].foo`. */
  fieldPath(last: string): string {
    let text = "";
    for (const segment of [...this.path, last]) {
      if (segment.startsWith("[")) text += segment;
      else
        text += (text === "" ? "" : ".") + (segment.startsWith("\0") ? segment.slice(1) : segment);
    }
    return text;
  }

  unknown(name: string, value: unknown): void {
    if (typeof value === "object" && value !== null) this.any(value, this.path.length);
    if (this.unknownFields.length < maximumProblems) this.unknownFields.push(this.fieldPath(name));
  }

  wrongType(
    value: unknown,
    name: string,
    goType: string,
    what = describeJson(value),
  ): StructuralError {
    if (this.owner === undefined || (name === "" && this.path.length === 0)) {
      return new StructuralError(`json: cannot unmarshal ${what} into Go value of type ${goType}`);
    }
    const fields = this.path.filter((s) => !s.startsWith("[") && !s.startsWith("\0"));
    if (name !== "" && !name.startsWith("[") && !name.startsWith("\0")) fields.push(name);
    const owner = this.owner.name.slice(this.owner.name.lastIndexOf(".") + 1);
    return new StructuralError(
      `json: cannot unmarshal ${what} into Go struct field ${owner}.${fields.join(".")} of type ${goType}`,
    );
  }

  enter(segment: string): void {
    if (this.path.length >= maximumJsonDepth) throw new StructuralError("exceeded max depth");
    this.path.push(segment);
  }

  /** Values without structure: only counted and guarded. */
  any(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null) return;
    if (depth >= maximumJsonDepth) throw new StructuralError("exceeded max depth");
    if (Array.isArray(value)) {
      for (const item of value) this.any(item, depth + 1);
      return;
    }
    const keys = Object.keys(value);
    this.keyCount += keys.length;
    for (const key of keys) {
      refusePrototype(key);
      this.any((value as Record<string, unknown>)[key], depth + 1);
    }
  }
}

/** A key that JavaScript would take for the prototype when it is assigned. */
function refusePrototype(key: string): void {
  if (key === "__proto__") throw new StructuralError('the key "__proto__" is not supported');
}

/** A walker gives the value to keep, or undefined to drop it. `name` is the path's last segment. */
type Walker = (value: unknown, name: string, walk: Walk) => unknown;

const walkers = new WeakMap<Struct, StructWalker>();

function walkerFor(struct: Struct): StructWalker {
  let walker = walkers.get(struct);
  if (walker === undefined) {
    walker = new StructWalker(struct);
    walkers.set(struct, walker);
  }
  return walker;
}

class StructWalker {
  readonly #struct: Struct;
  readonly #goType: string;
  #fields: Map<string, Walker> | undefined;
  /** Fields that Go writes even when they were not given, with the function that makes them. */
  #filled: [name: string, value: () => unknown][] = [];

  constructor(struct: Struct) {
    this.#struct = struct;
    this.#goType = goTypeName(struct);
  }

  walk(value: unknown, walk: Walk, name = ""): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw walk.wrongType(value, name, this.#goType);
    }
    if (name !== "") walk.enter(name);
    const kept = this.#walkFields(value as Record<string, unknown>, walk);
    if (name !== "") walk.path.pop();
    return kept;
  }

  #walkFields(object: Record<string, unknown>, walk: Walk): Record<string, unknown> {
    const fields = this.#fields ?? this.#compile();
    const keys = Object.keys(object);
    walk.keyCount += keys.length;
    const owner = walk.owner;
    walk.owner = this.#struct;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const fieldWalker = fields.get(key);
      const old = object[key];
      if (fieldWalker === undefined) {
        if (walk.preserveUnknown && key !== "__proto__") walk.any(old, walk.path.length);
        else {
          walk.unknown(key, old);
          delete object[key];
        }
        continue;
      }
      const kept = old === null ? undefined : fieldWalker(old, key, walk);
      if (kept === undefined) delete object[key];
      else if (kept !== old) object[key] = kept;
    }
    for (const [field, make] of this.#filled) {
      if (object[field] === undefined) object[field] = make();
    }
    walk.owner = owner;
    return object;
  }

  /** What Go writes for the zero value: `{}` with the fields that are always there. */
  zero(): Record<string, unknown> {
    if (this.#fields === undefined) this.#compile();
    const object: Record<string, unknown> = {};
    for (const [field, make] of this.#filled) object[field] = make();
    return object;
  }

  #compile(): Map<string, Walker> {
    const fields = new Map<string, Walker>();
    for (const field of this.#struct.fields.values()) {
      fields.set(field.name, fieldWalker(field));
      const make = absentValue(field, this.#struct);
      if (make !== undefined) this.#filled.push([field.name, make]);
    }
    this.#fields = fields;
    return fields;
  }
}

function absentValue(field: Field, struct: Struct): (() => unknown) | undefined {
  if (field.nullable === true) return undefined;
  if (field.type.kind === "struct") {
    const isTop = struct.groupVersionKind !== undefined;
    if (field.nullable === undefined && !(isTop && topFields.has(field.name))) return undefined;
    const walker = walkerFor(field.type.struct);
    return () => walker.zero();
  }
  if (field.alwaysWritten !== true || field.type.kind !== "scalar") return undefined;
  const zero = zeroValues[field.type.scalar];
  return zero === undefined ? undefined : () => zero;
}

/** What every kind has as a Go struct, not a pointer. */
const topFields = new Set(["metadata", "spec", "status"]);

const zeroValues: Partial<Record<Scalar, unknown>> = {
  string: "",
  bool: false,
  int32: 0,
  int64: 0,
  double: 0,
  quantity: "0",
  intstr: 0,
};

function fieldWalker(field: Field): Walker {
  const walker = typeWalker(field.type);
  if (field.alwaysWritten === true || field.required) return walker;
  const { kind } = field.type;
  if (kind === "list") {
    return (value, name, walk) => {
      const kept = walker(value, name, walk);
      return (kept as unknown[]).length === 0 ? undefined : kept;
    };
  }
  if (kind === "map") {
    return (value, name, walk) => {
      const kept = walker(value, name, walk);
      for (const _ in kept as object) return kept;
      return undefined;
    };
  }
  if (kind === "scalar" && field.nullable === false) {
    return (value, name, walk) => {
      const kept = walker(value, name, walk);
      return kept === "" || kept === 0 || kept === false ? undefined : kept;
    };
  }
  return walker;
}

function typeWalker(type: FieldType): Walker {
  switch (type.kind) {
    case "scalar":
      return scalarWalkers[type.scalar];
    case "list":
      return listWalker(type.item);
    case "map":
      return mapWalker(type.value);
    case "struct": {
      // Looked up at the first value: Structs may contain themselves.
      let structWalker: StructWalker | undefined;
      return (value, name, walk) => {
        structWalker ??= walkerFor(type.struct);
        return structWalker.walk(value, walk, name);
      };
    }
  }
}

function listWalker(item: FieldType): Walker {
  const walker = typeWalker(item);
  const goType = `[]${goTypeText(item)}`;
  const isScalar = item.kind === "scalar" && item.scalar !== "any" && item.scalar !== "raw";
  return (value, name, walk) => {
    if (!Array.isArray(value)) throw walk.wrongType(value, name, goType);
    if (isScalar) {
      for (let i = 0; i < value.length; i++) {
        const kept = value[i] === null ? zeroOf(item) : walker(value[i], name, walk);
        if (kept !== value[i]) value[i] = kept;
      }
      return value;
    }
    walk.enter(name);
    for (let i = 0; i < value.length; i++) {
      const kept = walker(value[i] === null ? zeroOf(item) : value[i], `[${i}]`, walk);
      if (kept !== value[i]) value[i] = kept ?? null;
    }
    walk.path.pop();
    return value;
  };
}

function mapWalker(valueType: FieldType): Walker {
  const walker = typeWalker(valueType);
  const goType = `map[string]${goTypeText(valueType)}`;
  const isString = valueType.kind === "scalar" && valueType.scalar === "string";
  return (value, name, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw walk.wrongType(value, name, goType);
    }
    const object = value as Record<string, unknown>;
    const keys = Object.keys(object);
    walk.keyCount += keys.length;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const old = object[key];
      refusePrototype(key);
      if (isString && typeof old === "string") continue;
      if (old === null) {
        object[key] = zeroOf(valueType);
        continue;
      }
      walk.enter(name);
      const kept = walker(old, `\0${key}`, walk);
      walk.path.pop();
      if (kept !== old) object[key] = kept ?? null;
    }
    return object;
  };
}

/** null in a list or map is the zero value of its type. */
function zeroOf(type: FieldType): unknown {
  if (type.kind === "list") return [];
  if (type.kind === "map") return {};
  if (type.kind === "struct") return walkerFor(type.struct).zero();
  if (type.scalar === "bytes") return "";
  return zeroValues[type.scalar] ?? null;
}

const integerWalker =
  (goType: string, smallest: number, largest: number): Walker =>
  (value, name, walk) => {
    if (typeof value !== "number") throw walk.wrongType(value, name, goType);
    if (!Number.isInteger(value) || value < smallest || value > largest) {
      throw walk.wrongType(value, name, goType, `number ${value}`);
    }
    return value;
  };

function timeWalker(fractionDigits: 0 | 6): Walker {
  const layout =
    fractionDigits === 0 ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
  return (value, name, walk) => {
    if (typeof value !== "string") throw walk.wrongType(value, name, "string");
    const time = canonicalTime(value, fractionDigits);
    if (time === undefined) {
      throw new StructuralError(
        `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(value)} as "2006"`,
      );
    }
    // Go's zero time stands for "not set".
    return time.startsWith("0001-01-01T00:00:00") ? undefined : time;
  };
}

const scalarWalkers: Readonly<Record<Scalar, Walker>> = {
  string(value, name, walk) {
    if (typeof value !== "string") throw walk.wrongType(value, name, "string");
    return value;
  },
  bool(value, name, walk) {
    if (typeof value !== "boolean") throw walk.wrongType(value, name, "bool");
    return value;
  },
  int32: integerWalker("int32", -2147483648, 2147483647),
  int64: integerWalker("int64", -(2 ** 63), 2 ** 63),
  double(value, name, walk) {
    if (typeof value !== "number") throw walk.wrongType(value, name, "float64");
    return value;
  },
  bytes(value, name, walk) {
    if (typeof value !== "string") throw walk.wrongType(value, name, "[]uint8");
    const mistake = base64Mistake(value);
    if (mistake < 0) return value;
    const compact = value.replace(/[\r\n]/g, "");
    if (compact !== value && base64Mistake(compact) < 0) return compact;
    throw new StructuralError(`illegal base64 data at input byte ${mistake}`);
  },
  quantity(value) {
    const text = typeof value === "number" ? String(value).replace("e+", "e") : value;
    const quantity = typeof text === "string" ? canonicalQuantity(text) : undefined;
    if (quantity === undefined) throw new StructuralError(quantityError);
    return quantity;
  },
  intstr(value, name, walk) {
    if (typeof value === "string") return value;
    return scalarWalkers.int32(value, name, walk);
  },
  time: timeWalker(0),
  microtime: timeWalker(6),
  fieldsv1: anyWalker,
  raw: anyWalker,
  any: anyWalker,
};

function anyWalker(value: unknown, _name: string, walk: Walk): unknown {
  walk.any(value, walk.path.length);
  return value;
}

function describeJson(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

/** Go writes "v1.PodSpec". */
function goTypeName(struct: Struct): string {
  return struct.name.slice(struct.name.indexOf("/") + 1);
}

function goTypeText(type: FieldType): string {
  if (type.kind === "list") return `[]${goTypeText(type.item)}`;
  if (type.kind === "map") return `map[string]${goTypeText(type.value)}`;
  if (type.kind === "struct") return goTypeName(type.struct);
  return goScalarTypes[type.scalar] ?? type.scalar;
}

const goScalarTypes: Partial<Record<Scalar, string>> = {
  double: "float64",
  bytes: "[]uint8",
  quantity: "resource.Quantity",
  intstr: "intstr.IntOrString",
  time: "v1.Time",
  microtime: "v1.MicroTime",
  fieldsv1: "v1.FieldsV1",
  raw: "runtime.RawExtension",
  any: "interface {}",
};
