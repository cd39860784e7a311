import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Express } from 'express';
import Handlebars from 'handlebars';
import { showErased } from '../people/erased.js';
import type { Locale } from '../people/person.entity.js';
import { message, type Namespace } from '../platform/messages.js';
import { root } from '../platform/root.js';
import { saySemester } from '../platform/say-semester.js';
import { sayClock, sayDay, sayInstant, sayLastMoment } from '../platform/say-time.js';
import { type Reader, writtenOut } from './written-out.js';

/** What every template can read beside its own data. */
export interface ViewData {
  readonly locale: Locale;
  readonly timeZone: string;
  /** The catalogue that `{{t}}` reads; `pages` when absent. */
  readonly catalogue?: Namespace;
}

// An indented partial must not indent what stands in it: the lines of a text field would grow with each post.
const options = () => ({
  strict: false,
  preventIndent: true,
  // Whatever is no helper is data: templates need not look which it is, each time that they are shown.
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries([...Object.keys(helpers), 'layout'].map((name) => [name, true])),
});

// What turns the direction of the text that follows. Our texts have none of them; somebody's name could turn a whole page.
const TURNS = /\p{Bidi_Control}/gu;

interface Options {
  readonly hash: Record<string, unknown>;
  readonly data: { readonly root: ViewData };
}

/** What the layout shows beside what stands in it. */
interface Frame {
  readonly title?: string | undefined;
  readonly page?: string | undefined;
  readonly faults?: unknown;
  /** What the page's own template made, where all that it shows is escaped. */
  readonly body: Handlebars.SafeString;
}

/** The pages for one reader, each compiled when it is first shown. */
type Pages = (name: string) => HandlebarsTemplateDelegate<ViewData> | undefined;

/**
 * Loads every template of `templates/pages` and `templates/partials` once and makes them the views of `web`:
 * `res.render('offer', data)`. A page wraps itself in `{{#layout}} … {{/layout}}`.
 */
export async function useViews(web: Express): Promise<void> {
  const sources = {
    layout: await readFile(join(root, 'templates', 'layout.hbs'), 'utf8'),
    partials: await readTemplates('partials'),
    pages: await readTemplates('pages'),
  };
  const byReader = new Map<string, Pages>();
  const pagesFor = (reader: Reader): Pages => {
    const key = `${reader.locale} ${reader.catalogue}`;
    const pages = byReader.get(key) ?? compile(sources, reader);
    byReader.set(key, pages);
    return pages;
  };
  web.set('views', join(root, 'templates', 'pages'));
  web.set('view engine', 'hbs');
  // Express would look for the file of a page on the disk each time, outside of production.
  web.enable('view cache');
  web.engine('hbs', (path, given, done) => {
    const data = given as ViewData;
    try {
      const page = pagesFor({ locale: data.locale, catalogue: catalogueOf(data) })(basename(path, '.hbs'));
      if (!page) throw new Error(`There is no template ${basename(path)}.`);
      done(null, showErased(page(data).replace(TURNS, ''), data.locale));
    } catch (error) {
      done(error);
    }
  });
}

/** What is in `templates/`, by name. */
interface Sources {
  readonly layout: string;
  readonly partials: ReadonlyMap<string, string>;
  readonly pages: ReadonlyMap<string, string>;
}

function compile({ layout, partials, pages }: Sources, reader: Reader): Pages {
  const handlebars = Handlebars.create();
  const write = (source: string) => writtenOut(source, partials, reader);
  handlebars.registerHelper(helpers);
  handlebars.registerHelper('layout', frameIn(handlebars.compile<Frame>(write(layout), options())));
  for (const [name, source] of partials) handlebars.registerPartial(name, write(source));
  const compiled = new Map<string, HandlebarsTemplateDelegate<ViewData>>();
  return (name) => {
    const source = pages.get(name);
    if (source === undefined || compiled.has(name)) return compiled.get(name);
    const page = handlebars.compile<ViewData>(write(source), options());
    compiled.set(name, page);
    return page;
  };
}

const catalogueOf = ({ catalogue }: ViewData): Namespace => catalogue ?? 'pages';

const helpers = {
  t: (key: string, { hash, data }: Options) => message(data.root.locale, catalogueOf(data.root), key, hash),
  // With values that a page does not know by name.
  phrase: (key: string, values: Record<string, unknown>, { data }: Options) =>
    message(data.root.locale, catalogueOf(data.root), key, values),
  // What the partials say themselves, whichever catalogue the page reads.
  ui: (key: string, { hash, data }: Options) => message(data.root.locale, 'pages', key, hash),
  common: (key: string, { hash, data }: Options) => message(data.root.locale, 'common', key, hash),
  instant: (at: Date | string, { data }: Options) => sayInstant(at, data.root.locale, data.root.timeZone),
  day: (at: Date | string, { data }: Options) => sayDay(at, data.root.locale, data.root.timeZone),
  clock: (at: Date | string, { data }: Options) => sayClock(at, data.root.locale, data.root.timeZone),
  lastMoment: (at: Date | string, { data }: Options) => sayLastMoment(at, data.root.locale, data.root.timeZone),
  semester: (semester: string, { data }: Options) => saySemester(semester, data.root.locale),
  // Joins the parts of a message's key: `{{t (dotted 'said' answer)}}`.
  dotted: (...parts: unknown[]) => parts.slice(0, -1).join('.'),
  // A part of an address.
  segment: (part: unknown) => encodeURIComponent(String(part)),
  eq: (a: unknown, b: unknown) => a === b,
};

/**
 * `{{#layout}}`, with a `title` or that of the page. No partial with a block: for each of these Handlebars writes a function that V8
 * allocates among its old objects, where it keeps all that the page was made of.
 */
function frameIn(layout: HandlebarsTemplateDelegate<Frame>) {
  return function (this: Omit<Frame, 'body'>, { hash, data, fn }: Options & { fn(context: unknown): string }) {
    const shown = { ...this, ...hash };
    const { title, page, faults } = shown;
    const body = new Handlebars.SafeString(fn(shown));
    return new Handlebars.SafeString(layout({ title, page, faults, body }, { data }));
  };
}

async function readTemplates(folder: string): Promise<ReadonlyMap<string, string>> {
  const directory = join(root, 'templates', folder);
  const names = (await readdir(directory)).filter((name) => name.endsWith('.hbs'));
  const read = await Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [
        basename(name, '.hbs'),
        await readFile(join(directory, name), 'utf8'),
      ],
    ),
  );
  return new Map(read);
}
