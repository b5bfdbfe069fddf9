export {
  startTestApiServer,
  type TestApiServer,
  type TestApiServerOptions,
  testAdministrator,
} from "./api-server.ts";
