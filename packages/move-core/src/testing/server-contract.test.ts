import { createMemoryServer } from '../server/memory/memory-server.ts';
import { contractKind, runServerContract } from './server-contract.ts';

runServerContract('the API server in memory', () => {
  const server = createMemoryServer({ kinds: [contractKind], namespaceLifecycle: true });
  return Promise.resolve({ server, close: () => server.close() });
});
