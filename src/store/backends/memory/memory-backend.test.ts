import { describeBackend } from "../../backend.conformance.ts";
import { MemoryBackend } from "./memory-backend.ts";

describeBackend("MemoryBackend", async () => new MemoryBackend());
