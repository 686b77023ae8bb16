import { type FieldReader, isMapping, kubeconfigError, readFields, readTexts, shownWord } from './fields.ts';
import type { ExecPlugin, Impersonation, NamedUser } from './types.ts';

const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** Reads one entry of `users`. */
export function readUser(entry: FieldReader): NamedUser {
  const name = entry.required('name');
  const fields =
    entry.mapping('user') ?? readFields({ file: entry.place.file, field: `${entry.place.field}.user` }, {});
  const exec = fields.mapping('exec');
  return {
    name,
    place: fields.place,
    certFile: fields.text('client-certificate'),
    certData: fields.text('client-certificate-data'),
    keyFile: fields.text('client-key'),
    keyData: fields.text('client-key-data'),
    token: fields.text('token'),
    tokenFile: fields.text('tokenFile'),
    username: fields.text('username'),
    password: fields.text('password'),
    impersonate: readImpersonation(fields),
    exec: exec === undefined ? undefined : readExec(exec),
    authProvider: fields.mapping('auth-provider')?.raw(),
  };
}

function readImpersonation(fields: FieldReader): Impersonation {
  const extra = fields.mapping('as-user-extra');
  return {
    user: fields.text('as'),
    uid: fields.text('as-uid'),
    groups: readTexts(fields, 'as-groups'),
    extra:
      extra === undefined
        ? {}
        : Object.fromEntries(Object.keys(extra.raw()).map((key) => [key, readTexts(extra, key)])),
  };
}

function readExec(fields: FieldReader): ExecPlugin {
  const apiVersion = fields.required('apiVersion');
  if (!execVersions.includes(apiVersion)) {
    throw kubeconfigError(
      fields.place,
      `has the apiVersion ${shownWord(apiVersion)}; known are ${execVersions.join(' and ')}`,
    );
  }
  return {
    apiVersion,
    command: fields.required('command'),
    args: readTexts(fields, 'args'),
    env: readEnv(fields),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: readInteractiveMode(fields),
  };
}

function readEnv(fields: FieldReader): Readonly<Record<string, string>> {
  const entries = fields.list('env').map((entry, index) => {
    const place = { file: fields.place.file, field: `${fields.place.field}.env[${index.toString()}]` };
    const value = isMapping(entry) ? (entry['value'] ?? '') : undefined;
    if (typeof value !== 'string') throw kubeconfigError(place, 'is not a name with a value (put the value in quotes)');
    return [readFields(place, entry).required('name'), value] as const;
  });
  return Object.fromEntries(entries);
}

function readInteractiveMode(fields: FieldReader): ExecPlugin['interactiveMode'] {
  const mode = fields.text('interactiveMode') ?? 'IfAvailable';
  if (mode === 'Never' || mode === 'IfAvailable' || mode === 'Always') return mode;
  throw kubeconfigError(
    fields.place,
    `has an interactiveMode that is not known; known are Never, IfAvailable and Always`,
  );
}
