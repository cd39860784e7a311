// Compiles the layout of the mails, templates/mail/letter.mjml, to the Handlebars template that is rendered and committed:
//   npm run mails:build              writes templates/mail/letter.html.hbs
//   node scripts/build-mails.js --print   writes it to the standard output instead
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mjml2html from 'mjml';

const folder = join(import.meta.dirname, '..', 'templates', 'mail');
const NOTE = '{{! Made from letter.mjml by `npm run mails:build`: change that file, not this one. }}';

/** MJML between whose elements stand Handlebars tags, each in an `mj-raw`: it drops what stands there otherwise. */
async function compile(mjml) {
  // Without `fonts` it would load those that it knows from another company's server.
  const { html } = await mjml2html(mjml, { validationLevel: 'strict', fonts: {}, keepComments: false });
  // Its indentation would be a third of each mail, and Gmail shows no more than 102 kB of one.
  return `${NOTE}\n${html.trim().replace(/\s*\n\s*/g, '\n')}\n`;
}

const template = await compile(await readFile(join(folder, 'letter.mjml'), 'utf8'));
if (process.argv.includes('--print')) process.stdout.write(template);
else await writeFile(join(folder, 'letter.html.hbs'), template);
