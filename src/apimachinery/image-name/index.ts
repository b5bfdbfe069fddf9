export { fullImageName, type ImageName, parseImageName } from "./image-name.ts";
