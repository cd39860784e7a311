import type { ImportField } from './plan-import.rule.js';

/** In the order in which they are asked for. */
export const FIELDS = [
  ...(['email', 'position', 'name', 'firstName', 'lastName'] as const),
  ...(['phone', 'priority', 'laos', 'text'] as const),
] satisfies readonly ImportField[];

/** The header of the column that holds a field; a field that is absent has none. */
export type Columns = Readonly<Partial<Record<ImportField, string>>>;

// What recruitment systems and people call the columns, without what is no letter.
const NAMES: Readonly<Record<ImportField, readonly string[]>> = {
  email: ['epost', 'epostadresse', 'søkersepost', 'email', 'emailaddress', 'mail', 'mailaddress', 'applicantemail'],
  position: [
    ...['stilling', 'stillingsid', 'stillingstittel', 'emne', 'emnekode', 'utlysning', 'søktstilling'],
    ...['position', 'positionid', 'course', 'coursecode', 'vacancy', 'job', 'jobtitle'],
  ],
  name: ['navn', 'fulltnavn', 'søker', 'søkersnavn', 'søkernavn', 'name', 'fullname', 'applicant', 'applicantname'],
  firstName: ['fornavn', 'fornavnogmellomnavn', 'firstname', 'givenname', 'givennames'],
  lastName: ['etternavn', 'lastname', 'surname', 'familyname'],
  phone: ['telefon', 'telefonnummer', 'tlf', 'mobil', 'mobiltelefon', 'mobilnummer', 'phone', 'telephone', 'mobile'],
  priority: ['prioritet', 'prioritering', 'ønske', 'priority', 'preference', 'choice'],
  laos: ['laos', 'laoskurs', 'laosopplæring', 'laostraining', 'læringsassistentopplæring'],
  text: ['søknadstekst', 'søknadsbrev', 'søknad', 'motivasjon', 'kommentar', 'coverletter', 'text', 'motivation'],
};

const FIELD_OF = new Map(FIELDS.flatMap((field) => NAMES[field].map((name) => [name, field] as const)));

/** The field that a header names, in either language and however it is spelt; undefined when it names none. */
export const fieldOf = (header: string): ImportField | undefined =>
  FIELD_OF.get(
    header
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ''),
  );

/** The headers of a file, those without a name or with that of another told apart by their number. */
export function headersOf(cells: readonly string[]): string[] {
  return cells.map((cell, index) => {
    const header = cell.trim();
    return header === '' || cells.findIndex((other) => other.trim() === header) < index
      ? `${header} (${index + 1})`.trim()
      : header;
  });
}

/**
 * Where the fields probably are: as in the file before, where it has those columns, else by their headers.
 * @param remembered the columns of the file that was last taken in
 */
export function guessColumns(headers: readonly string[], remembered: Columns): Columns {
  const columns: Partial<Record<ImportField, string>> = {};
  const isFree = (header: string) => !Object.values(columns).includes(header);
  for (const field of FIELDS) {
    const header = remembered[field];
    if (header !== undefined && headers.includes(header)) columns[field] = header;
  }
  for (const field of FIELDS) {
    const header = headers.find((one) => fieldOf(one) === field && isFree(one));
    if (columns[field] === undefined && header !== undefined) columns[field] = header;
  }
  // A whole name says it; its parts beside it would say it twice.
  if (columns.name !== undefined) {
    delete columns.firstName;
    delete columns.lastName;
  }
  return columns;
}

/** The fields without which nothing can be taken in, that no column holds. */
export function missingFields(columns: Columns): ImportField[] {
  const isNamed = columns.name !== undefined || columns.lastName !== undefined;
  return [
    ...(['email', 'position'] as const).filter((field) => columns[field] === undefined),
    ...(isNamed ? [] : (['name'] as const)),
  ];
}
