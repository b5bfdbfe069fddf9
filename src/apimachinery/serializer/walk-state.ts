// The state of one structural walk (where it is, what it found) and the texts of its errors.
import type { FieldType, Scalar, Struct } from "../schema/index.ts";
import { maximumJsonDepth, maximumProblems } from "./json-scanner.ts";

/** A value of the wrong type; the message is Go's. */
export class StructuralError extends Error {
  override name = "StructuralError";
}

/** State of one walk. */
export class Walk {
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
export function refusePrototype(key: string): void {
  if (key === "__proto__") throw new StructuralError('the key "__proto__" is not supported');
}

function describeJson(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

/** Go writes "v1.PodSpec". */
export function goTypeName(struct: Struct): string {
  return struct.name.slice(struct.name.indexOf("/") + 1);
}

export function goTypeText(type: FieldType): string {
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
