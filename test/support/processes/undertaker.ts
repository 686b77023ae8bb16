import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * The last line of defence: a shell that waits on a pipe held by this process. However this process ends (return, crash,
 * Ctrl-C, SIGKILL), the kernel closes the pipe, the shell reads its end and kills what is still on its list. It leads a
 * session of its own, so a Ctrl-C at the terminal does not take it first. Nothing is ever killed by name.
 *
 * `sh` and not a second node: it starts in a millisecond and is on every machine that can run these servers.
 */
const script = `
trap '' INT TERM HUP
pids=' '
folders=''
while read -r verb what; do
  case $verb in
    watch) pids="$pids$what " ;;
    forget) case $pids in *" $what "*) pids="\${pids%% $what *} \${pids#* $what }" ;; esac ;;
    sweep) folders="$folders $what" ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
for folder in $folders; do rm -rf -- "$folder" 2>/dev/null || { sleep 1; rm -rf -- "$folder"; }; done
`;

let undertaker: { readonly child: ChildProcess; readonly stdin: Writable } | undefined;

function order(line: string): void {
  if (undertaker === undefined) {
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    // It must not keep this process alive: the end of this process is what it waits for.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    child.stdin.on('error', () => undefined);
    undertaker = { child, stdin: child.stdin };
  }
  undertaker.stdin.write(`${line}\n`);
}

/** Has `pid` killed when this process ends without having said {@link forget}. */
export function watchOver(pid: number): void {
  order(`watch ${pid}`);
}

/** To be said as soon as a watched process has ended: its number may soon be somebody else's. */
export function forget(pid: number): void {
  order(`forget ${pid}`);
}

/** Has `folder` removed when this process ends. Only paths without blanks, which temporary folders are. */
export function sweepLater(folder: string): void {
  if (/\s/.test(folder)) return;
  order(`sweep ${folder}`);
}
