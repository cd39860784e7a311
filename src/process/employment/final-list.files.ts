import type { LinkFile } from '../../links/visit.js';
import { plainLine } from '../../outbox/told.js';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { fileOf, SHEET_TYPES, type Sheet, type SheetType } from '../../platform/sheet.js';
import type { FinalList } from './read-final-list.js';

/** The list as a file. */
export const listFile = async (list: FinalList, type: SheetType, locale: Locale): Promise<LinkFile> => ({
  name: nameOf(list, locale, type),
  type: SHEET_TYPES[type],
  body: await fileOf(sheetOf(list, locale), type, locale),
});

function sheetOf({ position, assistants }: FinalList, locale: Locale): Sheet {
  const say = (key: string) => message(locale, 'pages', `final-list.${key}`);
  const laos = (done: boolean | null) =>
    message(locale, 'common', `laos.${done === null ? 'not-needed' : done ? 'done' : 'missing'}`);
  return {
    name: say('caption'),
    widths: [32, 36, 20, 14, 10],
    header: [say('name'), say('email'), say('phone'), message(locale, 'common', 'laos.name'), say('hours')],
    rows: assistants.map((one) => [
      plainLine(one.name),
      plainLine(one.email),
      plainLine(one.phone ?? ''),
      laos(one.laos),
      position.hours ?? 0,
    ]),
  };
}

const nameOf = ({ position, round }: FinalList, locale: Locale, ending: string) =>
  `${position.course} ${message(locale, 'common', `kinds.${position.kind}`)} ${round.semester}.${ending}`;
