import { said } from '../durations.js';
import type { ReceivedMail } from '../mailbox.js';
import { fileName, namer } from './file-names.rule.js';

/** The folder of the mails in the file that a rehearsal writes. */
const FOLDER = 'mails-by-person';
const LONGEST_PERSON = 60;
const LONGEST_SUBJECT = 80;

/** A mail's place in the file: `mails-by-person/Anna Lie/2026-11-06 09.00 Tilbud om stilling`, without its ending. */
export interface Placed<M extends ReceivedMail> {
  readonly mail: M;
  /** The recipient's name, or address where they have none. */
  readonly person: string;
  readonly path: string;
}

/**
 * Gives each mail a place of its own, by whom it is for and when it came. Two people of one name are told apart by address.
 * @param names by address
 */
export function layOut<M extends ReceivedMail>(
  mails: readonly M[],
  names: ReadonlyMap<string, string>,
  timeZone: string,
): Placed<M>[] {
  const folders = foldersOf(new Set(mails.map(({ to }) => to)), names);
  const distinct = namer();
  return mails.map((mail) => {
    const { folder, person } = folders.get(mail.to) as Folder;
    const at = said(mail.receivedAt, timeZone).replace(':', '.');
    return { mail, person, path: distinct(`${FOLDER}/${folder}/${at} ${fileName(mail.subject, LONGEST_SUBJECT)}`) };
  });
}

interface Folder {
  readonly person: string;
  readonly folder: string;
}

function foldersOf(addresses: ReadonlySet<string>, names: ReadonlyMap<string, string>): Map<string, Folder> {
  const people = [...addresses].sort().map((address) => ({ address, person: names.get(address) || address }));
  const count = (person: string) => people.filter((one) => one.person === person).length;
  const distinct = namer();
  return new Map(
    people.map(({ address, person: name }) => {
      const person = name === address || count(name) === 1 ? name : `${name} (${address})`;
      return [address, { person, folder: distinct(fileName(person, LONGEST_PERSON)) }];
    }),
  );
}
