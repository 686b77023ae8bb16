/** Where an API server is and how to know that it is the right one. */
export interface Endpoint {
  /** Base URL; a path is kept and put before every request's (Rancher and other gateways). */
  readonly url: string;
  /** PEM of the certificate authorities to trust instead of the system's. */
  readonly ca?: string;
  /** Name to expect in the certificate, and to send as SNI, instead of the URL's host. */
  readonly tlsServerName?: string;
  /** Accept any certificate. Only ever true because the kubeconfig says so. */
  readonly insecureSkipTlsVerify?: boolean;
  /** `http:` or `https:` URL; user name and password in it are the proxy's. */
  readonly proxyUrl?: string;
}

/** How we prove who we are. */
export interface Credentials {
  /** PEM of the client certificate and of its key. */
  readonly cert?: string;
  readonly key?: string;
  /** `Authorization`, `Impersonate-User` and the like. Never shown. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A URL as it may be shown: without user name and password. */
export function showUrl(url: string): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return parsed.href.replace(/\/$/, '');
}
