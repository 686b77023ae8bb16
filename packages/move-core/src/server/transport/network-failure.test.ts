import { describe, expect, it } from 'vitest';
import { classifyNetworkFailure } from './network-failure.ts';

function thrown(code: string, more: object = {}): Error {
  return Object.assign(new Error('boom'), { code }, more);
}

describe('what is thrown by the network', () => {
  it.each([
    ['ECONNREFUSED', true, true],
    ['ECONNRESET', true, false],
    ['EPIPE', true, false],
    ['UND_ERR_SOCKET', true, false],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', true, false],
    ['UND_ERR_CONNECT_TIMEOUT', true, true],
    ['EAI_AGAIN', true, true],
    ['EHOSTUNREACH', true, true],
    ['ETIMEDOUT', true, false],
    ['UND_ERR_CLOSED', false, true],
    ['CERT_HAS_EXPIRED', false, true],
    ['CERT_NOT_YET_VALID', false, true],
    ['CERT_REVOKED', false, true],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', false, true],
    ['HPE_INVALID_CONSTANT', false, false],
    ['UND_ERR_INVALID_ARG', false, true],
  ])('%s: transient %j, unsent %j', (code, transient, unsent) => {
    expect(classifyNetworkFailure(thrown(code), true)).toMatchObject({ transient, unsent });
  });

  it('while connecting has not reached the server, whatever it is', () => {
    expect(classifyNetworkFailure(thrown('ETIMEDOUT', { syscall: 'connect' }), false).unsent).toBe(true);
    expect(classifyNetworkFailure(thrown('ENOBUFS', { syscall: 'connect' }), false).unsent).toBe(true);
    const handshake = new Error('Client network socket disconnected before secure TLS connection was established');
    expect(classifyNetworkFailure(Object.assign(handshake, { code: 'ECONNRESET' }), false)).toMatchObject({
      transient: true,
      unsent: true,
    });
  });

  it('is found behind a wrapper', () => {
    const wrapped = new TypeError('terminated', { cause: thrown('CERT_HAS_EXPIRED') });
    expect(classifyNetworkFailure(wrapped, false).cause).toBe('the TLS handshake failed: its certificate has expired');
  });

  it('takes a host name that does not resolve for a typing mistake, unless it did before', () => {
    expect(classifyNetworkFailure(thrown('ENOTFOUND'), false).transient).toBe(false);
    expect(classifyNetworkFailure(thrown('ENOTFOUND'), true).transient).toBe(true);
  });
});
