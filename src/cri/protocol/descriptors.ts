// Protobuf descriptors from the tables: messages, enums and the paths of remote calls. Decoded
// messages have every field set (scalars to their zero, lists and maps empty), as Go sees them; a
// message that was not sent is absent. int64 are numbers, enums names, bytes Uint8Array.
// https://protobuf.dev/programming-guides/proto3/
import protobuf from "protobufjs/light.js";

export interface MethodDescriptor {
  /** "/runtime.v1.RuntimeService/Version". */
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  encode(message: object): Buffer;
  decode(bytes: Uint8Array): object;
}

const wellKnownTable = `
package	google.protobuf
field	Any	1	type_url		string
field	Any	2	value		bytes
field	Timestamp	1	seconds		int64
field	Timestamp	2	nanos		int32
message	Empty
field	FieldMask	1	paths	repeated	string
package	google.rpc
field	Status	1	code		int32
field	Status	2	message		string
field	Status	3	details	repeated	google.protobuf.Any
`;

export class Protocol {
  readonly #root: protobuf.Root;
  readonly #methods = new Map<string, MethodDescriptor>();

  constructor(...tables: string[]) {
    this.#root = new protobuf.Root();
    const calls: { path: string; label: string; types: string[]; scope: string }[] = [];
    for (const table of [wellKnownTable, ...tables]) readTable(this.#root, table, calls);
    this.#root.resolveAll();
    for (const { path, label, types, scope } of calls) {
      const [request, response] = types.map((type) => this.#find(type, scope));
      if (!request || !response) throw new Error(`No message for call ${path}`);
      this.#methods.set(path, {
        path,
        requestStream: label.startsWith("stream"),
        responseStream: label.endsWith("stream"),
        encode: (message) => Buffer.from(request.encode(request.fromObject(message)).finish()),
        decode: (bytes) => plainObject(response, bytes),
      });
    }
  }

  /** `service` is the full name: "runtime.v1.RuntimeService". */
  method(service: string, name: string): MethodDescriptor {
    const method = this.#methods.get(`/${service}/${name}`);
    if (!method) throw new Error(`Unknown call /${service}/${name}`);
    return method;
  }

  /** Decodes a message by its full name, as google.protobuf.Any carries it. */
  decode(name: string, bytes: Uint8Array): object | undefined {
    const type = this.#root.lookup(name, protobuf.Type);
    return type instanceof protobuf.Type ? plainObject(type, bytes) : undefined;
  }

  encode(name: string, message: object): Uint8Array {
    const type = this.#root.lookupType(name);
    return type.encode(type.fromObject(message)).finish();
  }

  #find(name: string, scope: string): protobuf.Type {
    const namespace = this.#root.lookup(scope);
    return (namespace instanceof protobuf.Namespace ? namespace : this.#root).lookupType(name);
  }
}

/** The names that protobuf's JSON mapping gives: cpu_period is cpuPeriod. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function readTable(
  root: protobuf.Root,
  table: string,
  calls: { path: string; label: string; types: string[]; scope: string }[],
): void {
  let scope = "";
  for (const line of table.split("\n")) {
    const [kind = "", parent = "", number = "", name = "", label = "", type = ""] =
      line.split("\t");
    if (kind === "package") scope = parent;
    else if (kind === "message") message(root, scope, parent);
    else if (kind === "enum") enumeration(root, scope, parent).add(name, Number(number));
    else if (kind === "rpc") {
      const types = type.split(" -> ");
      for (const each of types) if (!each.includes(".")) message(root, scope, each);
      const [from = "", to = ""] = label.split("->");
      const shown = `${from.trim()}->${to.trim()}`;
      calls.push({ path: `/${scope}.${parent}/${name}`, label: shown, types, scope });
    } else if (kind === "field") {
      const map = /^map<(\w+), ?(.*)>$/.exec(type);
      const field = map
        ? new protobuf.MapField(camelCase(name), Number(number), map[1] ?? "", map[2] ?? "")
        : new protobuf.Field(camelCase(name), Number(number), type, label || undefined);
      message(root, scope, parent).add(field);
    }
  }
}

function message(root: protobuf.Root, scope: string, path: string): protobuf.Type {
  let parent: protobuf.NamespaceBase = root.define(scope);
  for (const name of path.split(".")) {
    const known = parent.get(name);
    const next = known instanceof protobuf.Type ? known : new protobuf.Type(name);
    if (!known) parent.add(next);
    parent = next;
  }
  return parent as protobuf.Type;
}

function enumeration(root: protobuf.Root, scope: string, path: string): protobuf.Enum {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const parent = names.length ? message(root, scope, names.join(".")) : root.define(scope);
  const known = parent.get(last);
  if (known instanceof protobuf.Enum) return known;
  const created = new protobuf.Enum(last);
  parent.add(created);
  return created;
}

const conversion = { longs: Number, enums: String, defaults: true, arrays: true, objects: true };

function plainObject(type: protobuf.Type, bytes: Uint8Array): object {
  return withoutNulls(type.toObject(type.decode(bytes), conversion));
}

function withoutNulls<T extends object>(value: T): T {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) delete (value as Record<string, unknown>)[key];
    else if (typeof inner === "object" && !(inner instanceof Uint8Array)) withoutNulls(inner);
  }
  return value;
}
