import { census, essence } from '../../support/census.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** Every object of a namespace as equality R sees it, with its managers, by name. */
export async function contentOf(plane: ControlPlane, namespace: string): Promise<Readonly<Record<string, string>>> {
  const found = await census(plane, namespace);
  return Object.fromEntries([...found].map(([name, object]) => [name, essence(object, { managers: true })]));
}

/**
 * What the content would be in a namespace of another name, worked out by replacing text and nothing else, so that it
 * shares no mistake with the product. Only for content in which every one of these forms is a reference.
 */
export function renamed(
  content: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(content).map(([name, text]) => [
      name,
      text
        .replaceAll(`"namespace":"${from}"`, `"namespace":"${to}"`)
        .replaceAll(`\\"namespace\\":\\"${from}\\"`, `\\"namespace\\":\\"${to}\\"`)
        .replaceAll(`BareMetalHost":"${from}/`, `BareMetalHost":"${to}/`),
    ]),
  );
}

/** True if there is such a namespace. */
export async function hasNamespace(plane: ControlPlane, namespace: string): Promise<boolean> {
  return (await plane.api.request('GET', `/api/v1/namespaces/${namespace}`)).status === 200;
}
