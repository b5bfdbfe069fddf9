// The pod networks that a node can be given.
import type { PodNetwork } from "../plugin.ts";
import { ptp } from "./ptp.ts";

export const podNetworks: Readonly<Record<string, PodNetwork>> = { ptp };
