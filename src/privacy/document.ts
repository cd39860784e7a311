import { columnsOf, HOLDINGS } from './holdings.js';
import { BASES, KINDS, type Kind, sayTerms } from './purposes.js';
import type { RetentionDays } from './retention.rule.js';

const INTRODUCTION = `<!-- Made from src/privacy/purposes.ts and holdings.ts by \`npm run privacy:build\`: change those, not this. -->

# Personal data

What Stafett holds of people, for what, on which ground, for how long, from which instant, and what happens then. It is a draft
of the record of processing activities (GDPR art. 30) for whoever runs it, with the numbers that hold when nothing else is set.
`;

const RETENTION = (days: RetentionDays) => `## When the time is over

Every night, by the database's clock, whoever's time is over is parted from the round: at the start of the day that lies
${days.applicants} days after the local day on which the round closed (\`closesAt\`) for students who applied and were not employed,
and ${days.employed} days for those who were, and for teachers, colleagues who rated, and contacts. \`RETENTION_DAYS\` and
\`RETENTION_DAYS_EMPLOYED\` set other numbers. The round's contact is told a week before, once for either; nobody goes before she
has known for a week. A teacher or a contact with a role, or in a round that is still kept, stays with all of their rounds.
Whoever has an open offer waits for its end. Whoever is in no round any more is forgotten, and so is whoever never was in one,
${days.employed} days after they came to be known. \`npx stafett retention --dry-run\` prints what would go.

## What stays

Positions, ranks, offers and their answers, and the log, under a random name that is made for each person in each round and
kept nowhere else: the numbers hold, and so does the record that offers went by the list. Nobody can tell who it was, nor that
two of them are one person. Kind, state and instants of mails stay; so do instants of events, to the millisecond.

## Erasure and access

\`npx stafett person erase ADDRESS\` and the faculty's board erase somebody at their request (GDPR art. 17) everywhere: in every
table, in what mails to others say of them, in files that wait to be taken in, in the local mailbox, and in the reasons of failed
jobs in either store of the queues. Somebody with something open is refused, and told what to do first: a withdrawal passes
an offer on to the next, which is nothing to happen behind an erasure. \`npx stafett person export ADDRESS\` and the board give
somebody all that there is about them (art. 15 and 20), as a page in their language and as JSON, with this table.

The check of a round's offers that the board gives as a signed file (the fair chance check) has the ids of students and teachers,
never their names, addresses or the reasons that somebody wrote; whoever stepped in is named, so that they can answer for it. An id leads
to a person as long as Stafett knows them, so such a file is personal data, and for whoever was given it to delete.

What cannot be found is somebody who is written of otherwise than by name, address or number, such as by a first name in a
comment of a teacher. A name that two people have stays in texts while one of them does. Backups, files that were taken out,
mails that have arrived, the mail server's logs and those of Stafett, which hold ids, are for whoever runs it.

## Tables and columns

A column holds nothing of people, a fact about whoever its row is of, the id of a person (reference, references, ids in a text),
their identity, or words that may name anybody.
`;

/** The document of what is held of people, from the tables in code. */
export function privacyDocument(days: RetentionDays): string {
  const kinds = Object.entries(KINDS).map(([name, kind]: [string, Kind]) =>
    [
      `### ${kind.title.en}\n`,
      `- Holds: ${kind.holds.en}.`,
      `- Purpose: ${kind.purpose.en}.`,
      `- Legal ground: ${BASES[kind.basis].en}.`,
      `- Kept: ${sayTerms(kind, days, 'en')}.`,
      `- Then: ${kind.afterwards.en}`,
      `- Tables: ${Object.keys(HOLDINGS)
        .filter((table) => HOLDINGS[table]?.kind === name)
        .map((table) => `\`${table}\``)
        .join(', ')}\n`,
    ].join('\n'),
  );
  const tables = Object.entries(HOLDINGS).map(([table, { columns }]) => {
    const lines = ['identity', 'reference', 'references', 'ids', 'words', 'fact', 'nothing'] as const;
    const said = lines.flatMap((holds) => {
      const names = columnsOf(table, holds);
      return names.length > 0 ? [`  - ${holds}: ${names.map((one) => `\`${one}\``).join(', ')}`] : [];
    });
    return Object.keys(columns).length > 0 ? [`- \`${table}\``, ...said].join('\n') : '';
  });
  return `${INTRODUCTION}\n## Kinds of data\n\n${kinds.join('\n')}\n${RETENTION(days)}\n${tables.join('\n')}\n`;
}
