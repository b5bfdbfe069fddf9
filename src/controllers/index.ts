export type { CertificateSigner } from "./certificates/certificate-signer.ts";
export { certificateController } from "./certificates/certificate-signing.ts";
export { type ControllerOptions, controllerDescriptors } from "./descriptors.ts";
export { ControllerManager, type ControllerManagerOptions } from "./manager.ts";
