/**
 * The picture brings its own ground: a page may be dark where the reader's system is not. Colours stay apart for those who
 * see red and green alike.
 */
export const style = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 13px }
.quiet { fill: #59636e }
.ground { fill: #ffffff }
.axis { stroke: #d1d9e0 }
.range { stroke: #1f2328; stroke-width: 1.5 }
.clusterctl { fill: #bc5a00 }
.tsmove { fill: #0969da }
.bound { fill: #8c959f }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .quiet { fill: #9198a1 }
  .ground { fill: #0d1117 }
  .axis { stroke: #3d444d }
  .range { stroke: #f0f6fc }
  .clusterctl { fill: #db7d2b }
  .tsmove { fill: #4493f8 }
  .bound { fill: #656c76 }
}
`;

/** The colour of a contender: one for each program, and not for each way to call it. */
export function colourOf(contender: string): string {
  if (contender.startsWith('raw bound')) return 'bound';
  return contender.startsWith('clusterctl') ? 'clusterctl' : 'tsmove';
}
