// Where a field is, as errors name it: `spec.containers[0].ports[1]`, `metadata.labels[key]`.

export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #part: string;

  private constructor(parent: FieldPath | undefined, part: string) {
    this.#parent = parent;
    this.#part = part;
  }

  static of(...names: string[]): FieldPath {
    return names.reduce<FieldPath>((path, name) => path.child(name), FieldPath.root);
  }

  /** The object itself; prints as "". */
  static readonly root = new FieldPath(undefined, "");

  child(name: string): FieldPath {
    return new FieldPath(this, this.#isRoot ? name : `.${name}`);
  }

  index(position: number): FieldPath {
    return new FieldPath(this, `[${position}]`);
  }

  key(name: string): FieldPath {
    return new FieldPath(this, `[${name}]`);
  }

  toString(): string {
    return this.#parent ? this.#parent.toString() + this.#part : this.#part;
  }

  get #isRoot(): boolean {
    return this.#parent === undefined && this.#part === "";
  }
}
