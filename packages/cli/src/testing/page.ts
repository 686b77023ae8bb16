/** The model in a page. */
export function modelIn(html: string): unknown {
  const [, json = ''] = /<script type="application\/json" id="model">([^<]*)<\/script>/.exec(html) ?? [];
  return JSON.parse(json);
}
