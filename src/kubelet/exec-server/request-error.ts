// A request to the kubelet that cannot be served; the text is the answer's whole body.

export class RequestError extends Error {
  override name = "RequestError";
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
