// node reap-engine.js ENGINE-ADDRESS LABEL [own FOLDER]
//
// What Ryuk does for testcontainers, without its image: waits for the end of the process that holds its stdin, and then
// removes every container and network that has the label. With `own` the engine itself, whose process id it is told on
// stdin, ends afterwards, and its folder goes.
//
// node reap-engine.js ENGINE-ADDRESS dead
//
// Removes what test runs have left whose process is gone, and ends.
import { readdirSync, rmSync, rmdirSync } from 'node:fs';
import { request } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Says whose it is: `<host> <process id> <number>`. */
const runLabel = 'dev.tsmove.test-run';
const [, , address = '', label = '', own, folder = ''] = process.argv;

function ask(method, path) {
  const { protocol, pathname, hostname: host, port } = new URL(address);
  const where = protocol === 'unix:' ? { socketPath: pathname } : { host, port };
  return new Promise((resolve, reject) => {
    const question = request({ ...where, method, path, timeout: 60_000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more) => (text += more));
      answer.on('end', () => resolve(text === '' || answer.statusCode >= 300 ? [] : JSON.parse(text)));
    });
    question.on('timeout', () => question.destroy(new Error('no answer')));
    question.on('error', reject).end();
  });
}

/** @param {(label: string) => boolean} isMine */
async function sweep(isMine) {
  const filter = encodeURIComponent(JSON.stringify({ label: [runLabel] }));
  const containers = await ask('GET', `/containers/json?all=true&filters=${filter}`);
  for (const { Id, Labels } of containers)
    if (isMine(Labels[runLabel])) await ask('DELETE', `/containers/${Id}?force=true&v=true`);
  const networks = await ask('GET', `/networks?filters=${filter}`);
  for (const { Id, Labels } of networks) if (isMine(Labels[runLabel])) await ask('DELETE', `/networks/${Id}`);
}

function isDead(whose) {
  const [host, pid] = whose.split(' ');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** The cgroups of an engine that has ended; their name holds whose they were. */
function removeCgroups(name) {
  const root = '/sys/fs/cgroup';
  const remove = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) remove(join(path, entry.name));
    rmdirSync(path);
  };
  for (const place of [root, ...readdirSync(root).map((one) => join(root, one))]) {
    try {
      remove(join(place, name));
    } catch {
      // Not every hierarchy has it.
    }
  }
}

async function reap() {
  let said = '';
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  for await (const text of process.stdin.setEncoding('utf8')) said += text;
  await sweep((whose) => whose === label).catch(() => {});
  if (own !== 'own') return;
  const [, pid] = /^engine (\d+)$/m.exec(said) ?? [];
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It has ended already, or was never started.
  }
  const cgroup = /^cgroup (\S+)$/m.exec(said)?.[1];
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      break;
    } catch {
      // Its mounts go with its last process, which takes a moment.
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  if (cgroup !== undefined) removeCgroups(cgroup);
}

await (label === 'dead' ? sweep(isDead) : reap());
