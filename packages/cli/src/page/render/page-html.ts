import { createHash } from 'node:crypto';
import type { PageModel } from '../model/page.ts';
import { script, style } from './assets.ts';
import { embeddedJson, escapeText } from './markup.ts';
import { colourVariables } from './palette.ts';

/**
 * A page as one file of HTML: script, style and model are in it, and it asks for nothing else. Its policy allows this
 * one script and this one style, by their hashes, and no request of any sort; names from the clusters stand in JSON,
 * which nothing executes, and reach the page as text.
 */
export function pageHtml(model: PageModel): string {
  const styles = `:root{${colourVariables('light')}}\n@media (prefers-color-scheme:dark){:root{${colourVariables('dark')}}}\n${style}`;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(styles)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<link rel="icon" href="${icon}">`,
    `<title>${escapeText(model.title)}</title>`,
    `<style>${styles}</style>`,
    '</head>',
    '<body>',
    '<noscript><p>This page draws itself with a script of its own, which the browser does not run.</p></noscript>',
    `<script type="application/json" id="model">${embeddedJson(model)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>\n',
  ].join('\n');
}

/** Two boxes and an arrow. */
const icon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22 fill=%22none%22 stroke=%22%231f5fbf%22 stroke-width=%221.6%22%3E%3Cpath d=%22M1.5 4.5h4v7h-4zM10.5 4.5h4v7h-4zM6.5 8h3%22/%3E%3C/svg%3E';

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
