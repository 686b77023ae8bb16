import { startDelayProxy } from './delay-proxy.ts';

// A process of its own, so that nobody's work but the proxy's own can delay what passes:
// node delay-proxy/main.js PORT UPSTREAM-PORT ROUND-TRIP-MS
const [port, upstream, roundTripMs] = process.argv.slice(2).map(Number);
await startDelayProxy(upstream ?? 0, roundTripMs ?? 0, port);
