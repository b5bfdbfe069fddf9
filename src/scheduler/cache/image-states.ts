// Which node has which image.
import type { Node } from "#api/core/v1";
import type { ImageState } from "../framework/node-info.ts";

interface CountedImage extends ImageState {
  nodes: Set<string>;
}

export class ImageStates {
  readonly #images = new Map<string, CountedImage>();
  readonly #namesOf = new Map<string, readonly string[]>();

  /** Takes over the images of a node and gives them with the nodes that have each. */
  set(node: Node): ReadonlyMap<string, ImageState> {
    const nodeName = node.metadata.name ?? "";
    this.delete(nodeName);
    const states = new Map<string, ImageState>();
    for (const { names = [], sizeBytes = 0 } of node.status?.images ?? []) {
      for (const name of names) {
        const known = this.#images.get(name);
        const image = known ?? { sizeBytes, nodes: new Set<string>() };
        if (!known) this.#images.set(name, image);
        image.nodes.add(nodeName);
        states.set(name, image);
      }
    }
    this.#namesOf.set(nodeName, [...states.keys()]);
    return states;
  }

  delete(nodeName: string): void {
    for (const name of this.#namesOf.get(nodeName) ?? []) {
      const image = this.#images.get(name);
      image?.nodes.delete(nodeName);
      if (image?.nodes.size === 0) this.#images.delete(name);
    }
    this.#namesOf.delete(nodeName);
  }
}
