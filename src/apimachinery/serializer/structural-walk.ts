// The structural walk: compares a JSON value with the Struct it must have, in place. Types are
// checked with Go's error texts, unknown fields dropped, nulls and zero values dropped where
// Kubernetes' re-encoding would, quantities and times brought to their canonical form. Walkers are
// compiled once per Struct and cached, since every create and update runs one.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#validation-for-unrecognized-or-duplicate-fields
import { QuantityError } from "../quantity/index.ts";
import type { AnyUnion, Field, FieldType, Scalar, Struct } from "../schema/index.ts";
import { base64Mistake, canonicalQuantity, canonicalTime } from "./canonical-scalars.ts";
import { goTypeName, goTypeText, refusePrototype, StructuralError, Walk } from "./walk-state.ts";

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
  // Go would write null here; an empty list or map says the same and spares every reader a check.
  if (field.alwaysWritten === true) {
    if (field.type.kind === "list") return () => [];
    if (field.type.kind === "map") return () => ({});
  }
  if (field.nullable === true) return undefined;
  if (field.type.kind === "struct") {
    const isTop = struct.groupVersionKind !== undefined && topFields.has(field.name);
    if (field.nullable === undefined && !isTop) return undefined;
    const walker = walkerFor(field.type.struct);
    return () => walker.zero();
  }
  if (field.type.kind !== "scalar" || field.nullable === undefined) return undefined;
  const { scalar } = field.type;
  // A quantity is a struct in Go; an int-or-string is too, but every kind has a default for it.
  if (scalar !== "quantity" && (field.alwaysWritten !== true || scalar === "intstr"))
    return undefined;
  const zero = zeroValues[scalar];
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
  const { kind } = field.type;
  if (field.alwaysWritten ?? (field.nullable === undefined && field.required)) return walker;
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
  if (kind === "scalar" && field.nullable === false && droppedWhenZero.has(field.type.scalar)) {
    return (value, name, walk) => {
      const kept = walker(value, name, walk);
      return kept === "" || kept === 0 || kept === false ? undefined : kept;
    };
  }
  return walker;
}

const droppedWhenZero = new Set<Scalar>(["string", "bool", "int32", "int64", "double", "bytes"]);

function typeWalker(type: FieldType): Walker {
  switch (type.kind) {
    case "scalar":
      return type.union === undefined ? scalarWalkers[type.scalar] : unionWalker(type.union);
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

/**
 * JSON schemas within JSON schemas. Kubernetes reads them with a decoder of their own that drops
 * unknown fields without a word.
 */
function unionWalker(union: AnyUnion): Walker {
  if (union === "json") return anyWalker;
  const stringList = listWalker({ kind: "scalar", scalar: "string" });
  return (value, name, walk) => {
    if (typeof value === "boolean" && union === "schemaOrBool") return value;
    if (union === "schemaOrStringArray" && Array.isArray(value)) {
      return stringList(value, name, walk);
    }
    const schema = walkerFor(walk.owner as Struct);
    const reported = walk.unknownFields.length;
    if (Array.isArray(value) && union === "schemaOrArray") {
      walk.enter(name);
      for (let i = 0; i < value.length; i++) value[i] = schema.walk(value[i], walk, `[${i}]`);
      walk.path.pop();
    } else schema.walk(value, walk, name);
    walk.unknownFields.length = reported;
    return value;
  };
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
    try {
      return canonicalQuantity(typeof text === "string" ? text : "");
    } catch (error) {
      if (error instanceof QuantityError) throw new StructuralError(error.message);
      throw error;
    }
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
