// The images that can be built here.
import type { Recipe } from "../recipe.ts";
import { busybox } from "./busybox.ts";
import { nginx } from "./nginx.ts";
import { pause } from "./pause.ts";

export const recipes: Readonly<Record<string, Recipe>> = { busybox, nginx, pause };
