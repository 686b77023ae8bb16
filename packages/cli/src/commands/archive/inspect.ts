import type { CliContext } from '../../context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { archiveGroups, type ArchiveFlags } from '../../flags/archive.ts';
import { tellingProblems } from '../../flags/move.ts';
import { conduct } from '../../session/conduct.ts';
import { absolute, identitiesOf } from '../../session/open-archive.ts';
import type { Session } from '../../session/session.ts';
import { archiveDocument, type ArchiveDocument, archiveLines } from '../../view/archive-lines.ts';
import { tellingView } from '../../view/choose.ts';
import { formatDocument } from '../../view/document.ts';

/** `tsmove archive inspect` */
export async function runArchiveInspect(this: CliContext, given: ArchiveFlags, file: string): Promise<void> {
  await read(this, given, file, (document) => archiveLines(document));
}

/** `tsmove archive verify`: reading an archive is checking all of it. */
export async function runArchiveVerify(this: CliContext, given: ArchiveFlags, file: string): Promise<void> {
  await read(this, given, file, ({ objects, digest }) => [
    `${file} is whole: ${objects.toString()} objects, every checksum is right.`,
    `sha256 of its manifest: ${digest}`,
  ]);
}

async function read(
  context: CliContext,
  given: ArchiveFlags,
  file: string,
  lines: (document: ArchiveDocument) => readonly string[],
): Promise<void> {
  await conduct(context, given, {
    groups: archiveGroups,
    problems: tellingProblems,
    view: tellingView,
    work: (session) => show(session, file, lines),
  });
}

async function show(
  session: Session<ArchiveFlags>,
  path: string,
  lines: (document: ArchiveDocument) => readonly string[],
): Promise<ExitCode> {
  const { context, flags, library, view } = session;
  const file = absolute(context, path);
  const identities = await identitiesOf(session, flags.identity);
  const document = archiveDocument(await library.readArchiveFile({ file, identities }), file);
  view.rest();
  const { stdout } = context.process;
  if (flags.output === 'json' || flags.output === 'yaml') stdout.write(formatDocument(flags.output, document));
  else
    stdout.write(
      lines(document)
        .map((line) => `${line}\n`)
        .join(''),
    );
  return exitCodes.done;
}
