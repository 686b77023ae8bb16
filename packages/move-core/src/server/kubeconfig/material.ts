import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { kubeconfigError } from './fields.ts';
import type { NamedCluster, NamedUser, Place } from './types.ts';

/** PEM of the cluster's certificate authority; undefined: the system's. Raises KubeconfigError. */
export async function readCa(cluster: NamedCluster): Promise<string | undefined> {
  const ca = await readPem(cluster.place, 'certificate-authority', cluster.caFile, cluster.caData);
  if (ca !== undefined && cluster.insecureSkipTlsVerify) {
    throw kubeconfigError(
      cluster.place,
      'has a certificate-authority and insecure-skip-tls-verify: only one of them can be meant',
    );
  }
  // Node would take a text without a certificate for "trust nobody"; kubectl refuses it.
  if (ca !== undefined && !holdsCertificate(ca)) {
    throw kubeconfigError(field(cluster.place, 'certificate-authority'), 'holds no certificate');
  }
  return ca;
}

/** PEM of the user's client certificate and key, if there is one. Raises KubeconfigError. */
export async function readClientCertificate(
  user: NamedUser,
): Promise<{ readonly cert: string; readonly key: string } | undefined> {
  const cert = await readPem(user.place, 'client-certificate', user.certFile, user.certData);
  const key = await readPem(user.place, 'client-key', user.keyFile, user.keyData);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) throw kubeconfigError(user.place, 'has a client-key without a client-certificate');
  if (key === undefined) throw kubeconfigError(user.place, 'has a client-certificate without a client-key');
  checkPair(user.place, { cert, key });
  return { cert, key };
}

/** Content of a file that a kubeconfig names; relative paths start at the kubeconfig's folder. Raises KubeconfigError. */
export async function readNamedFile(place: Place, file: string): Promise<string> {
  const path = resolve(dirname(resolve(place.file)), file);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw kubeconfigError(place, `names the file ${path}, which cannot be read (${code})`, { cause: error });
  }
}

export function field(place: Place, name: string): Place {
  return { file: place.file, field: `${place.field}.${name}` };
}

/** Data wins over a file, as in kubectl. */
async function readPem(
  place: Place,
  name: string,
  file: string | undefined,
  data: string | undefined,
): Promise<string | undefined> {
  const at = field(place, data === undefined ? name : `${name}-data`);
  let pem: string;
  if (data !== undefined) pem = decodeBase64(at, data);
  else if (file !== undefined) pem = await readNamedFile(at, file);
  else return undefined;
  if (!pem.includes('-----BEGIN ')) throw kubeconfigError(at, 'holds no PEM block');
  return pem;
}

function decodeBase64(at: Place, data: string): string {
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(data)) throw kubeconfigError(at, 'is not base64');
  return Buffer.from(data, 'base64').toString('utf8');
}

function holdsCertificate(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  return blocks.some((block) => {
    try {
      return new X509Certificate(block).raw.length > 0;
    } catch {
      return false;
    }
  });
}

function checkPair(place: Place, pair: { readonly cert: string; readonly key: string }): void {
  try {
    createSecureContext(pair);
  } catch (error) {
    const message =
      error instanceof Error ? error.message.replace(/^error:[0-9A-F]+:/i, '').replaceAll('::', ': ') : '';
    throw kubeconfigError(place, `client-certificate and client-key cannot be used: ${message}`, { cause: error });
  }
}
