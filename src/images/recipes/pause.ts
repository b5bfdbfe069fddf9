// The sandbox image: a process that only holds the pod's namespaces and reaps what is orphaned in
// them.
// https://github.com/openSUSE/catatonit
import type { Recipe } from "../recipe.ts";

export const pause: Recipe = {
  name: "docker.io/coxswain/pause:1",
  packages: ["catatonit"],
  exclude: ["/usr/share"],
  run: { Entrypoint: ["/usr/bin/catatonit", "-P"], Env: ["PATH=/usr/bin"] },
  revision: 1,
};
