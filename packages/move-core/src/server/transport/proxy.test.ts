import { describe, expect, it } from 'vitest';
import { proxyFromEnvironment } from './proxy.ts';

const url = 'https://api.prod.example.test:6443';

describe('the proxy from the environment', () => {
  it('is HTTPS_PROXY for https and HTTP_PROXY for http, in capitals or not', () => {
    expect(proxyFromEnvironment(url, { HTTPS_PROXY: 'http://p:3128', HTTP_PROXY: 'http://q' })).toBe('http://p:3128');
    expect(proxyFromEnvironment(url, { https_proxy: 'http://p:3128' })).toBe('http://p:3128');
    expect(proxyFromEnvironment('http://api', { HTTPS_PROXY: 'http://p', HTTP_PROXY: 'http://q' })).toBe('http://q');
    expect(proxyFromEnvironment(url, { HTTP_PROXY: 'http://q', HTTPS_PROXY: '' })).toBeUndefined();
    expect(proxyFromEnvironment(url, {})).toBeUndefined();
  });

  it('speaks http if it names no scheme', () => {
    expect(proxyFromEnvironment(url, { HTTPS_PROXY: 'p:3128' })).toBe('http://p:3128');
  });

  it.each(['https://localhost:6443', 'https://127.0.0.1:6443', 'https://127.8.0.1', 'https://[::1]:6443'])(
    'is never used for %s',
    (loopback) => {
      expect(proxyFromEnvironment(loopback, { HTTPS_PROXY: 'http://p' })).toBeUndefined();
    },
  );

  it.each([
    ['*', true],
    ['example.test', true],
    ['api.prod.example.test', true],
    ['.example.test', true],
    ['*.example.test', true],
    [' other.test , EXAMPLE.TEST', true],
    ['api.prod.example.test:6443', true],
    ['api.prod.example.test:443', false],
    ['ample.test', false],
    ['.api.prod.example.test', false],
    ['', false],
    [',', false],
  ])('with NO_PROXY %j: direct is %j', (noProxy, direct) => {
    expect(proxyFromEnvironment(url, { HTTPS_PROXY: 'http://p', NO_PROXY: noProxy }) === undefined).toBe(direct);
  });

  it.each([
    ['https://10.1.2.3:6443', '10.0.0.0/8', true],
    ['https://10.1.2.3:6443', '10.1.2.3', true],
    ['https://11.1.2.3:6443', '10.0.0.0/8,192.168.0.0/16', false],
    ['https://10.1.2.3:6443', '10.1.2.0/99', false],
    ['https://[fd00::1]:6443', 'fd00::/8', true],
    ['https://[fd00::1]:6443', 'fd00::1', true],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
    ['https://[fe80::1]:6443', 'fd00::/8', false],
  ])('for %s with NO_PROXY %s: direct is %j', (address, noProxy, direct) => {
    expect(proxyFromEnvironment(address, { HTTPS_PROXY: 'http://p', NO_PROXY: noProxy }) === undefined).toBe(direct);
  });
});
