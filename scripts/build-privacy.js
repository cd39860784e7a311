// Writes docs/privacy.md from the table of purposes, src/privacy/purposes.ts and holdings.ts. Needs a build:
//   npm run privacy:build                   writes docs/privacy.md
//   node scripts/build-privacy.js --print   writes it to the standard output instead
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../dist/src/platform/config.js';
import { privacyDocument } from '../dist/src/privacy/document.js';

const document = privacyDocument(readConfig({}).retention);
if (process.argv.includes('--print')) process.stdout.write(document);
else await writeFile(join(import.meta.dirname, '..', 'docs', 'privacy.md'), document);
