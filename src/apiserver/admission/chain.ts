// Runs the admission plugins in the order of their list: all that change, then all that check.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
import { assert } from "#base";
import type { AdmissionPlugin, AdmissionRequest } from "./admission-plugin.ts";

export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(plugins: readonly AdmissionPlugin[]) {
    const names = new Set(plugins.map((plugin) => plugin.name));
    assert(names.size === plugins.length, "Two admission plugins have one name");
    this.#plugins = plugins;
  }

  get isEmpty(): boolean {
    return this.#plugins.length === 0;
  }

  /** Rejects with the StatusError of the first plugin that refuses. */
  async admit(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.#plugins) {
      if (!plugin.admit || !plugin.handles(request)) continue;
      const result = plugin.admit(request);
      if (result) await result;
    }
  }

  async validate(request: AdmissionRequest): Promise<void> {
    for (const plugin of this.#plugins) {
      if (!plugin.validate || !plugin.handles(request)) continue;
      const result = plugin.validate(request);
      if (result) await result;
    }
  }
}
