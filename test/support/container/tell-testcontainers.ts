import type { Engine } from './engine.ts';

/** testcontainers goes by the environment: which engine, and that it is to leave the cleaning up to us. */
export function tellTestcontainers(engine: Engine): void {
  process.env['DOCKER_HOST'] = engine.address;
  // In a container, testcontainers would look for the engine's ports at the gateway. Ours is beside us.
  if (engine.isOwn) process.env['TESTCONTAINERS_HOST_OVERRIDE'] = '127.0.0.1';
  // Its image would have to be fetched; the test bed's own reaper does the same.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}
