/** A path or a name: anything but nothing. */
export function parseText(text: string): string {
  if (text.trim() === '') throw new SyntaxError('the value is empty');
  return text;
}

/** A namespace or the name of an object in it. */
export function parseName(text: string): string {
  const name = parseText(text);
  if (name.includes('/')) throw new SyntaxError(`"${name}" is not a name; write it without its namespace or kind`);
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) {
    throw new SyntaxError(
      `"${name}" is not a name that Kubernetes allows; names have small letters, digits and dashes`,
    );
  }
  return name;
}

/** The code of a finding, as it is printed in front of it. */
export function parseCode(text: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) {
    throw new SyntaxError(`"${text}" is not the code of a finding; codes look like cluster-paused`);
  }
  return text;
}

/** An object as people write it: `Machine/prod-0`, `Machine/fleet/prod-0`, `machine.cluster.x-k8s.io/prod-0`. */
export function parseObject(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9.-]*(\/[^/\s]+){1,2}$/.test(text)) {
    throw new SyntaxError(`"${text}" is not an object; write its kind and its name, like Machine/prod-0`);
  }
  return text;
}

/** A kind as kubectl takes it with its group: `baremetalhosts.metal3.io`. */
export function parseResource(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]*(\.[a-z0-9][a-z0-9.-]*)+$/.test(text)) {
    throw new SyntaxError(`"${text}" is not a resource with its group; write it like baremetalhosts.metal3.io`);
  }
  return text;
}

/** A whole number from `least` up to `most`. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new SyntaxError(`"${text}" is not a whole number from ${least.toString()} to ${most.toString()}`);
    }
    return value;
  };
}

// A map, because an object also knows words like "constructor".
const words: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', 'f', '0', 'no'].map((word) => [word, false] as const),
]);

/** A boolean as Go's flags take it, plus yes and no. */
export function parseBoolean(text: string): boolean {
  const value = words.get(text.toLowerCase());
  if (value === undefined) throw new SyntaxError(`"${text}" is neither true nor false`);
  return value;
}

/** A workload as `kubectl get -A` shows it: `capi-system/capi-controller-manager`. */
export function parseWorkload(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || name === undefined || rest.length > 0) {
    throw new SyntaxError(`"${text}" is not a workload; write it as NAMESPACE/NAME`);
  }
  return { namespace: parseName(namespace), name: parseName(name) };
}

/** A namespace and what it is called in the target: `fleet=fleet-prod`. */
export function parseNamespaceMap(text: string): { readonly from: string; readonly to: string } {
  const [from, to, ...rest] = text.split('=');
  if (from === undefined || to === undefined || rest.length > 0) {
    throw new SyntaxError(
      `"${text}" is no map of a namespace; write the name in the source, =, and the one in the target`,
    );
  }
  return { from: parseName(from), to: parseName(to) };
}
