// Makes src/api/schema/go-fields.schema.ts: which fields Go holds as pointers and which it always
// writes. Published schemas do not say; released Go programs do, in the type descriptions that
// reflection needs. Run once a Kubernetes release, by hand, with programs of that release (kubectl
// knows most kinds, helm those of CRDs):
//   node tools/import-go-fields.ts KUBECTL HELM
import { readFileSync, writeFileSync } from "node:fs";
import { allStructs } from "#api/schema";
import type { Struct } from "#apimachinery/schema";

/** Numbers of Go's reflect.Kind. */
const goKind = { array: 17, interface: 20, map: 21, pointer: 22, slice: 23, struct: 25 } as const;

interface GoType {
  kind: number;
  name: string;
}

interface GoField {
  name: string;
  type: GoType;
  tag: string;
}

/** "k8s.io/api/core/v1.PodSpec" to its fields. */
type GoStructs = Map<string, GoField[]>;

/** Kinds that neither program carries: nullable fields, fields that are always written. */
const byHand: Readonly<Record<string, readonly [string, string]>> = {
  "apiregistration/v1.APIService": ["", ""],
  "apiregistration/v1.APIServiceCondition": ["", "status,type"],
  "apiregistration/v1.APIServiceList": ["", "items"],
  "apiregistration/v1.APIServiceSpec": ["service", "groupPriorityMinimum,versionPriority"],
  "apiregistration/v1.APIServiceStatus": ["", ""],
  "apiregistration/v1.ServiceReference": ["port", ""],
};

/** Reads the type descriptions of a statically linked 64-bit ELF program (layout of Go 1.24 on). */
class GoProgram {
  readonly #file: Buffer;
  readonly #start: number;
  readonly #end: number;
  readonly #delta: number;
  readonly #links: number[] = [];

  constructor(path: string) {
    this.#file = readFileSync(path);
    const sections = this.#sections();
    const data = sections.get(".rodata");
    const links = sections.get(".typelink");
    if (data === undefined || links === undefined) throw new Error(`${path} is not a Go program`);
    this.#start = data.address;
    this.#end = data.address + data.size;
    this.#delta = data.offset - data.address;
    for (let at = links.offset; at < links.offset + links.size; at += 4) {
      this.#links.push(this.#start + this.#file.readInt32LE(at));
    }
  }

  #sections(): Map<string, { address: number; offset: number; size: number }> {
    const file = this.#file;
    const table = Number(file.readBigUInt64LE(0x28));
    const [size, count, names] = [0x3a, 0x3c, 0x3e].map((at) => file.readUInt16LE(at));
    const at = (index: number): number => table + index * (size as number);
    const textStart = Number(file.readBigUInt64LE(at(names as number) + 0x18));
    const sections = new Map<string, { address: number; offset: number; size: number }>();
    for (let i = 0; i < (count as number); i++) {
      const start = textStart + file.readUInt32LE(at(i));
      const name = file.toString("latin1", start, file.indexOf(0, start));
      const [address, offset, length] = [0x10, 0x18, 0x20].map((field) =>
        Number(file.readBigUInt64LE(at(i) + field)),
      ) as [number, number, number];
      sections.set(name, { address, offset, size: length });
    }
    return sections;
  }

  #pointer(address: number): number {
    return Number(this.#file.readBigUInt64LE(address + this.#delta));
  }

  /** A name is a byte of flags, a length, the text and perhaps a tag. */
  #name(address: number): { text: string; tag: string } {
    let at = address + this.#delta + 1;
    const read = (): string => {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.#file[at++] as number;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      at += length;
      return this.#file.toString("utf8", at - length, at);
    };
    const hasTag = ((this.#file[address + this.#delta] as number) & 2) !== 0;
    const text = read();
    return { text, tag: hasTag ? read() : "" };
  }

  #type(address: number): GoType & { flags: number } {
    const at = address + this.#delta;
    const flags = this.#file[at + 20] as number;
    const { text } = this.#name(this.#start + this.#file.readInt32LE(at + 40));
    const name = (flags & 2) === 0 ? text : text.slice(1);
    return { kind: (this.#file[at + 23] as number) & 31, name, flags };
  }

  structs(): GoStructs {
    const found: GoStructs = new Map();
    const seen = new Set<number>();
    const open = [...this.#links];
    for (let address = open.pop(); address !== undefined; address = open.pop()) {
      if (seen.has(address) || address < this.#start || address >= this.#end) continue;
      seen.add(address);
      const { kind, name, flags } = this.#type(address);
      if (kind === goKind.pointer || kind === goKind.slice || kind === goKind.array) {
        open.push(this.#pointer(address + 48));
      } else if (kind === goKind.map) {
        open.push(this.#pointer(address + 48), this.#pointer(address + 56));
      } else if (kind === goKind.struct && (flags & 1) !== 0) {
        const path = this.#file.readInt32LE(address + this.#delta + 80);
        const { text } = path === 0 ? { text: "" } : this.#name(this.#start + path);
        const fields = this.#fields(address, open);
        found.set(`${text}.${name.slice(name.lastIndexOf(".") + 1)}`, fields);
      }
    }
    return found;
  }

  #fields(address: number, open: number[]): GoField[] {
    const list = this.#pointer(address + 56);
    const count = this.#pointer(address + 64);
    const fields: GoField[] = [];
    for (let i = 0; i < count; i++) {
      const name = this.#name(this.#pointer(list + 24 * i));
      const type = this.#pointer(list + 24 * i + 8);
      open.push(type);
      fields.push({ name: name.text, tag: name.tag, type: this.#type(type) });
    }
    return fields;
  }
}

interface JsonField {
  type: GoType;
  options: readonly string[];
}

/** The fields as JSON shows them: those of inlined structs stand beside the others. */
function jsonFields(name: string, structs: GoStructs): Map<string, JsonField> {
  const fields = new Map<string, JsonField>();
  for (const field of structs.get(name) ?? []) {
    const [json, ...options] = (/json:"([^"]*)"/.exec(field.tag)?.[1] ?? "-").split(",");
    if (json === "-" || json === undefined) continue;
    if (json !== "") {
      fields.set(json, { type: field.type, options });
      continue;
    }
    const inlined = field.type.name.slice(field.type.name.lastIndexOf(".") + 1);
    const inner = jsonFields(`${name.slice(0, name.lastIndexOf("."))}.${inlined}`, structs);
    for (const [key, value] of inner) fields.set(key, value);
  }
  return fields;
}

function lineOf(struct: Struct, structs: GoStructs): string | undefined {
  const hand = byHand[struct.name];
  if (hand !== undefined) return [struct.name, ...hand].join("\t").trimEnd();
  // io.k8s.api.core.v1.Pod is k8s.io/api/core/v1.Pod.
  const parts = struct.openapiName.split(".").slice(2);
  const name = `k8s.io/${parts.slice(0, -1).join("/")}.${parts.at(-1)}`;
  if (!structs.has(name)) return undefined;
  const nullable: string[] = [];
  const always: string[] = [];
  const inGo = jsonFields(name, structs);
  for (const field of struct.fields.values()) {
    const go = inGo.get(field.name);
    if (go === undefined) continue;
    const isCollection = field.type.kind === "list" || field.type.kind === "map";
    const isPointer = go.type.kind === goKind.pointer || go.type.kind === goKind.interface;
    const isDropped = go.options.includes("omitempty") || go.options.includes("omitzero");
    if (!isCollection && (isPointer || go.options.includes("omitzero"))) nullable.push(field.name);
    if (!isDropped) always.push(field.name);
  }
  return [struct.name, nullable.join(","), always.join(",")].join("\t").trimEnd();
}

const programs = process.argv.slice(2);
if (programs.length === 0) throw new Error("Usage: node tools/import-go-fields.ts PROGRAM...");
const structs: GoStructs = new Map(programs.flatMap((path) => [...new GoProgram(path).structs()]));
const lines = allStructs().map((struct) => lineOf(struct, structs));
const missing = allStructs().filter((_, i) => lines[i] === undefined);
const target = new URL("../src/api/schema/go-fields.schema.ts", import.meta.url);
const old = readFileSync(target, "utf8");
const text = lines.filter((line) => line !== undefined).join("\n");
writeFileSync(target, `${old.slice(0, old.indexOf("`") + 1)}\n${text}\n\`;\n`);
process.stdout.write(`without a description: ${missing.map((s) => s.name).join(" ")}\n`);
