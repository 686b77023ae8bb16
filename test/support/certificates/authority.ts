import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  bitString,
  boolean,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  utcTime,
  utf8String,
} from './der.ts';

/** A certificate and its private key, both as PEM text. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. Kubernetes takes the user from the common name and the groups from the organisations. */
export interface Subject {
  readonly commonName: string;
  readonly organisations?: readonly string[];
  /** Names and addresses a server may be reached by; a certificate without them is for a client. */
  readonly hosts?: readonly string[];
}

/** Knows how to issue certificates that everyone who trusts its own accepts. */
export interface Authority {
  readonly certificate: string;
  issue(subject: Subject): Credentials;
}

const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
} as const;

const hour = 3_600_000;

/**
 * Makes a certificate authority of its own. With it the test knows the CA before the server has started, and can hand out
 * client certificates for any user; neither openssl nor a file the server writes is needed.
 */
export function createAuthority(commonName: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { commonName };
  const certificate = certify(issuer, keys.publicKey, issuer, keys.privateKey, [
    extension(oid.basicConstraints, sequence(boolean(true)), true),
    // keyCertSign and cRLSign: bits 5 and 6, so one unused bit is left.
    extension(oid.keyUsage, bitString(Buffer.from([0x06]), 1), true),
  ]);
  return {
    certificate,
    issue(subject) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const purpose = subject.hosts === undefined ? oid.clientAuthentication : oid.serverAuthentication;
      return {
        certificate: certify(subject, own.publicKey, issuer, keys.privateKey, [
          extension(oid.keyUsage, bitString(Buffer.from([0x80]), 7), true),
          extension(oid.extendedKeyUsage, sequence(objectIdentifier(purpose))),
          ...(subject.hosts === undefined ? [] : [extension(oid.subjectAlternativeName, hostNames(subject.hosts))]),
        ]),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

/** The key pair that service account tokens are signed with, both halves as PEM text. */
export function createServiceAccountKeys(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ type: 'sec1', format: 'pem' }) as string,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string,
  };
}

function certify(
  subject: Subject,
  key: KeyObject,
  issuer: Subject,
  issuerKey: KeyObject,
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const now = Date.now();
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name(issuer),
    sequence(utcTime(new Date(now - hour)), utcTime(new Date(now + 365 * 24 * hour))),
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const der = sequence(body, algorithm, bitString(sign('sha256', body, issuerKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function name(subject: Subject): Buffer {
  const part = (type: string, value: string): Buffer => set(sequence(objectIdentifier(type), utf8String(value)));
  return sequence(
    ...(subject.organisations ?? []).map((organisation) => part(oid.organisation, organisation)),
    part(oid.commonName, subject.commonName),
  );
}

function extension(type: string, value: Buffer, critical = false): Buffer {
  return sequence(objectIdentifier(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

function hostNames(hosts: readonly string[]): Buffer {
  return sequence(
    ...hosts.map((host) =>
      isIPv4(host)
        ? tagged(7, Buffer.from(host.split('.').map(Number)), false)
        : tagged(2, Buffer.from(host, 'ascii'), false),
    ),
  );
}
