import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../binaries/run.ts';
import { debianProgram } from './debian-packages.ts';
import { pauseImage } from './images.ts';

/** A container engine of one node, with everything of it in one directory. */
export interface ContainerRuntime {
  readonly program: string;
  readonly config: string;
  readonly socket: string;
  /** Loads an image out of a tar archive, so that pods can use it. */
  load(archive: string): Promise<void>;
}

/** Writes what containerd wants to find; it is started by the node. */
export async function prepareContainerRuntime(directory: string): Promise<ContainerRuntime> {
  const file = (name: string): string => join(directory, name);
  const [program, runc, ctr] = await Promise.all([
    debianProgram('containerd'),
    debianProgram('runc'),
    debianProgram('ctr'),
    debianProgram('containerd-shim-runc-v2'),
  ]);
  const socket = file('containerd.sock');
  await writeNetwork(file('cni'));
  const config = file('containerd.toml');
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  await writeFile(
    config,
    `version = 2
root = "${file('containerd/root')}"
state = "${file('containerd/state')}"
disabled_plugins = [${['aufs', 'btrfs', 'devmapper', 'zfs'].map((one) => `"io.containerd.snapshotter.v1.${one}"`).join(', ')}]
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${file('containerd/opt')}"
[${cri}]
  sandbox_image = "${pauseImage}"
  # Lowering the score wants a capability that not every root has.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
[${cri}.cni]
  bin_dir = "${file('cni/bin')}"
  conf_dir = "${file('cni/conf')}"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  BinaryName = "${runc}"
  Root = "${file('runc')}"
`,
  );
  return {
    program,
    config,
    socket,
    async load(archive) {
      await run(ctr, ['--address', socket, '--namespace', 'k8s.io', 'images', 'import', archive]);
    },
  };
}

/**
 * Pods get a network of their own with nothing but its loopback: many can listen on the same port, and nothing gets out.
 * The kubelet wants to hear of an address, so each is told one that leads nowhere. Pods that must reach the API server
 * use the network of the host.
 */
async function writeNetwork(directory: string): Promise<void> {
  await mkdir(join(directory, 'bin'), { recursive: true });
  await mkdir(join(directory, 'conf'), { recursive: true });
  await copyFile(await debianProgram('loopback'), join(directory, 'bin', 'loopback'));
  await chmod(join(directory, 'bin', 'loopback'), 0o755);
  const list = { cniVersion: '0.4.0', name: 'nowhere', plugins: [{ type: 'nowhere' }] };
  await writeFile(join(directory, 'conf', '10-nowhere.conflist'), JSON.stringify(list));
  await writeFile(
    join(directory, 'bin', 'nowhere'),
    `#!/bin/sh
cat > /dev/null
case "$CNI_COMMAND" in
  VERSION) echo '{"cniVersion":"0.4.0","supportedVersions":["0.3.1","0.4.0"]}' ;;
  ADD)
    set -- $(printf %s "$CNI_CONTAINERID" | cksum)
    ip="127.$(($1 / 65536 % 254 + 1)).$(($1 / 256 % 256)).$(($1 % 254 + 1))"
    printf '{"cniVersion":"0.4.0","interfaces":[{"name":"%s","sandbox":"%s"}],"ips":[{"version":"4","address":"%s/32","interface":0}]}' \\
      "$CNI_IFNAME" "$CNI_NETNS" "$ip" ;;
esac
`,
    { mode: 0o755 },
  );
}
