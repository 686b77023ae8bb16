import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';

/** Where an engine may listen without anybody having said so. */
const usual = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];

/** The address of an engine that this user has and that answers, as DOCKER_HOST has it; or why there is none. */
export async function engineThatAnswers(): Promise<
  { readonly address: string } | { readonly address: undefined; readonly why: string }
> {
  const named = process.env['DOCKER_HOST'];
  const rootless = join(process.env['XDG_RUNTIME_DIR'] ?? '/run/user/0', 'docker.sock');
  const candidates =
    named === undefined || named === ''
      ? [...usual, rootless].filter((path) => existsSync(path)).map((path) => `unix://${path}`)
      : [named];
  const silent: string[] = [];
  for (const address of candidates) {
    const trouble = await troubleWith(address);
    if (trouble === undefined) return { address };
    silent.push(`${address}: ${trouble}`);
  }
  const why = silent.length === 0 ? `DOCKER_HOST is not set, and there is no ${usual.join(', ')}` : silent.join('; ');
  return { address: undefined, why };
}

/** Asks an engine whether it is there. */
export async function troubleWith(address: string): Promise<string | undefined> {
  const { protocol, pathname, host } = new URL(address);
  if (!['unix:', 'tcp:', 'http:'].includes(protocol))
    return `the test bed speaks to engines by unix:// and tcp:// only, not by ${protocol}//`;
  const connect = protocol === 'unix:' ? { socketPath: pathname, timeout: 3_000 } : { timeout: 3_000 };
  const pool = new Pool(protocol === 'unix:' ? 'http://engine' : `http://${host}`, { connect, headersTimeout: 10_000 });
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path: '/_ping' });
    await body.dump();
    return statusCode === 200 ? undefined : `it answers with ${statusCode}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await pool.destroy();
  }
}
