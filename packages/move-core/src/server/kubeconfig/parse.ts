import { CORE_SCHEMA, load } from 'js-yaml';
import { KubeconfigError } from '../../errors.ts';
import { unfoldsBeyond } from '../../model/unfolded-size.ts';
import { type FieldReader, isMapping, kubeconfigError, readFields, shownWord, withoutQuotations } from './fields.ts';
import type { Kubeconfig, NamedCluster, NamedContext } from './types.ts';
import { readUser } from './user.ts';

/**
 * Reads the text of one kubeconfig file. Checked here and not left to @kubernetes/client-node, which answers a bad file
 * with "Cannot read properties of undefined" and its like. An empty file is an empty kubeconfig, as for kubectl.
 */
export function parseKubeconfig(file: string, text: string): Kubeconfig {
  const document = { file, field: '' };
  const content = loadYaml(file, text) ?? {};
  if (!isMapping(content)) throw kubeconfigError(document, 'is not a kubeconfig: its content is not a mapping');
  const fields = readFields(document, content);
  const kind = fields.text('kind') ?? 'Config';
  const apiVersion = fields.text('apiVersion') ?? 'v1';
  if (kind !== 'Config' || apiVersion !== 'v1') {
    throw kubeconfigError(
      document,
      `is not a kubeconfig: it holds a ${shownWord(apiVersion)} ${shownWord(kind)}, not a v1 Config`,
    );
  }
  return {
    files: [file],
    currentContext: fields.text('current-context'),
    contexts: readEntries(fields, 'contexts').map(readContext),
    clusters: readEntries(fields, 'clusters').map(readCluster),
    users: readEntries(fields, 'users').map(readUser),
  };
}

function loadYaml(file: string, text: string): unknown {
  if (text.trim() === '') return undefined;
  // It may hold one document; to find a hundred thousand of them takes the parser seconds.
  if ((text.match(/^---(?=\s|$)/gm)?.length ?? 0) > mostMarkers) {
    throw kubeconfigError({ file, field: '' }, 'is not valid YAML: it holds several documents');
  }
  try {
    const content = load(text, { schema: CORE_SCHEMA, filename: file });
    // What is read field by field does not mind, but what a cluster has to say to exec plugins is written out.
    if (!unfoldsBeyond(content, mostValues)) return content;
    throw kubeconfigError({ file, field: '' }, 'has aliases that make it larger than any is');
  } catch (error) {
    if (error instanceof KubeconfigError) throw error;
    // The parser's message quotes the file, so perhaps a key or a token.
    const { reason, mark } = isMapping(error) ? error : {};
    const line = isMapping(mark) && typeof mark['line'] === 'number' ? ` in line ${(mark['line'] + 1).toString()}` : '';
    throw kubeconfigError(
      { file, field: '' },
      `is not valid YAML${line}${typeof reason === 'string' ? `: ${withoutQuotations(reason)}` : ''}`,
    );
  }
}

/** Lines that begin a document; a text in quotes may have some, too. */
const mostMarkers = 100;

/** Values in a kubeconfig, what aliases share counted as often as it is used; one of a thousand clusters has some 20,000. */
const mostValues = 1_000_000;

function readEntries(fields: FieldReader, list: string): readonly FieldReader[] {
  return fields
    .list(list)
    .map((entry, index) => readFields({ file: fields.place.file, field: `${list}[${index.toString()}]` }, entry));
}

function readContext(entry: FieldReader): NamedContext {
  const name = entry.required('name');
  const fields = entry.mapping('context');
  if (fields === undefined) throw kubeconfigError(entry.place, 'has no context');
  return {
    name,
    place: fields.place,
    cluster: fields.required('cluster'),
    user: fields.text('user'),
    namespace: fields.text('namespace'),
  };
}

function readCluster(entry: FieldReader): NamedCluster {
  const name = entry.required('name');
  const fields = entry.mapping('cluster');
  if (fields === undefined) throw kubeconfigError(entry.place, 'has no cluster');
  return {
    name,
    place: fields.place,
    server: fields.required('server'),
    tlsServerName: fields.text('tls-server-name'),
    insecureSkipTlsVerify: fields.flag('insecure-skip-tls-verify'),
    proxyUrl: fields.text('proxy-url'),
    caFile: fields.text('certificate-authority'),
    caData: fields.text('certificate-authority-data'),
    execConfig: readExecConfig(fields),
  };
}

/** What the cluster has to say to exec plugins stands in an extension with this reserved name. */
function readExecConfig(fields: FieldReader): unknown {
  const entry = fields
    .list('extensions')
    .find((one) => isMapping(one) && one['name'] === 'client.authentication.k8s.io/exec');
  return isMapping(entry) ? entry['extension'] : undefined;
}
