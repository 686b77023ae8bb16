/** Why an attempt brought no usable answer. */
export interface NetworkFailure {
  /** One clause for the message, without the server's name: `connection refused`. */
  readonly cause: string;
  readonly hint?: string;
  /** Worth another attempt. */
  readonly transient: boolean;
  /** Certain that the API server has not seen the request. */
  readonly unsent: boolean;
}

/** An attempt took longer than it may. */
export class AttemptTimeout extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${(milliseconds / 1000).toString()} s`);
  }
}

/** The answer came, but cut short or in no form that an API server uses. */
export class BrokenAnswer extends Error {}

const checkAddress = 'check the address in the kubeconfig, and that this machine can reach it';
const checkAuthority =
  'check certificate-authority in the kubeconfig; if the server is reached under another name, set tls-server-name';

const byCode: Readonly<Record<string, NetworkFailure>> = {
  ECONNREFUSED: { cause: 'connection refused', hint: checkAddress, transient: true, unsent: true },
  EHOSTUNREACH: { cause: 'no route to the host', hint: checkAddress, transient: true, unsent: true },
  ENETUNREACH: { cause: 'the network cannot be reached', hint: checkAddress, transient: true, unsent: true },
  UND_ERR_CONNECT_TIMEOUT: { cause: 'no connection in time', hint: checkAddress, transient: true, unsent: true },
  EAI_AGAIN: { cause: 'the name server does not answer', transient: true, unsent: true },
  ETIMEDOUT: { cause: 'the connection timed out', hint: checkAddress, transient: true, unsent: false },
  UND_ERR_CLOSED: { cause: 'the connection was closed by this program', transient: false, unsent: true },
  UND_ERR_DESTROYED: { cause: 'the connection was closed by this program', transient: false, unsent: false },
  CERT_HAS_EXPIRED: certificate(
    'its certificate has expired',
    'renew the certificate, or check the clock of this machine',
  ),
  CERT_NOT_YET_VALID: certificate('its certificate is not valid yet', 'check the clock of this machine'),
  ERR_TLS_CERT_ALTNAME_INVALID: certificate(
    'its certificate is for another host name',
    'set tls-server-name in the kubeconfig',
  ),
  UND_ERR_PRX_TLS: certificate('its certificate is for another host name', 'set tls-server-name in the kubeconfig'),
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate('its certificate is self-signed', checkAuthority),
  SELF_SIGNED_CERT_IN_CHAIN: certificate(
    'its certificate is signed by an authority that is not trusted',
    checkAuthority,
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate(
    'its certificate is signed by an authority that is not trusted',
    checkAuthority,
  ),
  UNABLE_TO_GET_ISSUER_CERT: certificate(
    'its certificate is signed by an authority that is not trusted',
    checkAuthority,
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate(
    'its certificate is signed by an authority that is not trusted',
    checkAuthority,
  ),
  CERT_SIGNATURE_FAILURE: certificate('its certificate is signed by an authority that is not trusted', checkAuthority),
};

function certificate(cause: string, hint: string): NetworkFailure {
  return { cause: `the TLS handshake failed: ${cause}`, hint, transient: false, unsent: true };
}

/**
 * Judges what was thrown while a request was sent or its answer read.
 *
 * @param reachedBefore whether this server has answered before: only then is a host name that does not resolve a
 * passing trouble (a VPN that reconnects) and not a typing mistake.
 */
export function classifyNetworkFailure(error: unknown, reachedBefore: boolean): NetworkFailure {
  if (error instanceof AttemptTimeout || error instanceof BrokenAnswer) {
    return { cause: error.message, transient: true, unsent: false };
  }
  const { code, message, syscall } = factsOf(error);
  if (code === 'ENOTFOUND') {
    return { cause: 'the host name does not resolve', hint: checkAddress, transient: reachedBefore, unsent: true };
  }
  const proxyStatus = /^Proxy response \((\d+)\)/.exec(message)?.[1];
  if (proxyStatus !== undefined) return refusedByProxy(Number(proxyStatus));
  if (message.includes('before secure TLS connection')) {
    return { cause: 'the connection was cut during the TLS handshake', transient: true, unsent: true };
  }
  const known = byCode[code];
  if (known !== undefined) return syscall === 'connect' ? { ...known, unsent: true } : known;
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|UNABLE_TO_)/.test(code)) {
    const why = code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? 'it does not speak TLS' : code;
    return { ...certificate(why, 'check the address, the certificates and the key in the kubeconfig'), unsent: true };
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return { cause: `the request cannot be sent: ${message}`, transient: false, unsent: true };
  }
  if (code.startsWith('HPE_'))
    return { cause: 'it does not speak HTTP', hint: checkAddress, transient: false, unsent: false };
  return { cause: 'the connection was cut', transient: true, unsent: syscall === 'connect' };
}

function refusedByProxy(status: number): NetworkFailure {
  const hint = status === 407 ? 'put user name and password into the proxy URL' : 'check proxy-url in the kubeconfig';
  return {
    cause: `the proxy refused the connection with ${status.toString()}`,
    hint,
    transient: status >= 500,
    unsent: true,
  };
}

function factsOf(error: unknown): { readonly code: string; readonly message: string; readonly syscall: string } {
  if (!(error instanceof Error)) return { code: '', message: '', syscall: '' };
  if (!('code' in error) && error.cause instanceof Error) return factsOf(error.cause);
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    message: error.message,
    syscall: 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '',
  };
}
