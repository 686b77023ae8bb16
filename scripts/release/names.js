// What the files of a release are called. Systems and processors have the names that Kubernetes uses.
const systems = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const processors = { x64: 'amd64', arm64: 'arm64' };

export function archiveName(version, platform, arch) {
  const system = systems[platform];
  const processor = processors[arch];
  if (system === undefined || processor === undefined) throw new Error(`there is no release for ${platform}/${arch}`);
  return releasedName(version, system, processor);
}

export function releasedName(version, os, arch) {
  return `tsmove_v${version}_${os}_${arch}.tar.gz`;
}
