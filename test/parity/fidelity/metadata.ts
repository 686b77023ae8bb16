import { configMap, free, moves, secret, type Specimen } from './specimen.ts';

/** The API server's limit for all annotations of an object, keys and values. */
const annotationLimit = 262_144;

/** No mark of ours fits into the first, the shortest only into the second. */
const sizes = [annotationLimit, annotationLimit - 60, 250_000];

/** Annotations that come to exactly so many bytes. */
function annotationsOf(bytes: number): string {
  const key = 'example.test/bulk';
  return `"annotations":{"${key}":"${'x'.repeat(bytes - key.length)}"}`;
}

const longName = `${'a'.repeat(61)}.${'b'.repeat(62)}.${'c'.repeat(62)}.${'d'.repeat(63)}.x`;
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const clusterBody = `"apiVersion":"cluster.x-k8s.io/v1beta2","kind":"Cluster","spec":{"clusterNetwork":{"pods":{"cidrBlocks":["10.1.0.0/16"]}},"paused":false}`;
const clusterStatus = `{"initialization":{"infrastructureProvisioned":true,"controlPlaneInitialized":true},"conditions":[{"type":"ControlPlaneInitialized","status":"True","reason":"Initialized","message":"","lastTransitionTime":"2026-01-15T10:00:00Z"}]}`;

/** Clusters have to be paused, and there is no room to say by whom. */
export const fullClusters: readonly Specimen[] = sizes.map((bytes) => ({
  about: `a Cluster with annotations of ${bytes} bytes`,
  collection: '/apis/cluster.x-k8s.io/v1beta2/namespaces/full-clusters/clusters',
  name: `full-${bytes}`,
  metadata: annotationsOf(bytes),
  body: clusterBody,
  status: clusterStatus,
}));

/** Metadata at its limits, and core objects with particular content. */
export const metadataSpecimens: readonly Specimen[] = [
  ...sizes.map((bytes) => ({
    about: `annotations of ${bytes} bytes on an object that moves by itself`,
    collection: free.collection,
    name: `full-${bytes}`,
    metadata: annotationsOf(bytes),
    body: `${free.head},"spec":{}`,
  })),
  { about: 'a name of 253 characters', collection: free.collection, name: longName, body: `${free.head},"spec":{}` },
  {
    about: 'a Secret with a name of 253 characters',
    collection: secret.collection,
    name: longName,
    metadata: moves,
    body: `${secret.head},"data":{}`,
  },
  {
    about: 'finalizers of odd domains',
    collection: free.collection,
    name: 'finalizers',
    metadata: `"finalizers":["example.test/UPPER_case.and-dots","a.very.long.domain.${'x'.repeat(60)}.example/f","no-domain"]`,
    body: `${free.head},"spec":{}`,
  },
  {
    about: 'Unicode and empty values in annotations',
    collection: free.collection,
    name: 'annotations',
    metadata: `"annotations":{"example.test/astral":"\\ud83d\\ude80","example.test/rtl":"\\u202e\\u05d0","example.test/empty":"","kubectl.kubernetes.io/last-applied-configuration":"{\\"a\\":9007199254740993}\\n"},"labels":{"empty":"","example.test/x":"A_b.c-1"}`,
    body: `${free.head},"spec":{}`,
  },
  {
    about: 'a generated name',
    collection: free.collection,
    name: 'generated-x7k2p',
    metadata: '"generateName":"generated-"',
    body: `${free.head},"spec":{}`,
  },
  {
    about: 'a ConfigMap with binary data and keys that JavaScript has a use for',
    collection: configMap.collection,
    name: 'binary.and.dots',
    metadata: moves,
    keeps: ['"__proto__":"a"', '"bytes":"AP8Q/w=="'],
    body: `${configMap.head},"data":{"__proto__":"a","constructor":"b","toString":"c","empty":"","astral":"\\ud83d\\ude80\\u0000"},"binaryData":{"bytes":"AP8Q/w==","__proto__.bin":""}`,
  },
  {
    about: 'an immutable ConfigMap',
    collection: configMap.collection,
    name: 'immutable',
    metadata: moves,
    body: `${configMap.head},"immutable":true,"data":{"a":"b"}`,
  },
  {
    about: 'an immutable Secret with keys that JavaScript has a use for',
    collection: secret.collection,
    name: 'immutable',
    metadata: moves,
    body: `${secret.head},"immutable":true,"type":"Opaque","data":{"__proto__":"AP8=","empty":""}`,
  },
  ...Object.entries({
    'kubernetes.io/tls': { 'tls.crt': 'x', 'tls.key': 'y' },
    'kubernetes.io/dockerconfigjson': { '.dockerconfigjson': '{"auths":{}}' },
    'kubernetes.io/basic-auth': { username: 'a', password: 'b' },
    'kubernetes.io/ssh-auth': { 'ssh-privatekey': 'k' },
    'bootstrap.kubernetes.io/token': { 'token-id': 'abcdef', 'token-secret': '0123456789abcdef' },
    'cluster.x-k8s.io/secret': { value: 'v' },
    'helm.sh/release.v1': { release: 'H4sI' },
  }).map(([type, data], at) => ({
    about: `a Secret of type ${type}`,
    collection: secret.collection,
    name: `type-${at}`,
    metadata: moves,
    body: `${secret.head},"type":"${type}","data":${JSON.stringify(Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)])))}`,
  })),
  {
    about: 'a Secret of almost a megabyte',
    collection: secret.collection,
    name: 'large',
    metadata: moves,
    body: `${secret.head},"data":{"bulk":"${base64('\u00ff\u0000z'.repeat(250_000))}"}`,
  },
];
