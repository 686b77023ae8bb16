import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createAuthority } from './authority.ts';

test('a certificate is signed by its authority and names user and groups as Kubernetes reads them', () => {
  const authority = createAuthority('test');
  const client = new X509Certificate(authority.issue({ commonName: 'ada', organisations: ['one', 'two'] }).certificate);

  expect(client.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(client.subject).toBe('O=one\nO=two\nCN=ada');
  expect(client.ca).toBe(false);
});

test('a server and a client that trust the authority shake hands, and the server sees who calls', async () => {
  const authority = createAuthority('test');
  const server = authority.issue({ commonName: 'server', hosts: ['127.0.0.1', 'localhost'] });
  const client = authority.issue({ commonName: 'ada', organisations: ['system:masters'] });
  const listener = createServer(
    { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true },
    (call, answer) => {
      answer.end(call.socket instanceof TLSSocket ? call.socket.getPeerCertificate().subject.CN : 'nobody');
    },
  );
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = listener.address() as AddressInfo;
    const body = await new Promise<string>((resolve, reject) => {
      request(
        { host: '127.0.0.1', port, ca: authority.certificate, cert: client.certificate, key: client.key, agent: false },
        (answer) => {
          answer.setEncoding('utf8').on('data', resolve);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(body).toBe('ada');
  } finally {
    listener.close();
  }
});
