import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanUp } from '../clean-up.js';
import type { Keep, ReceivedMail } from '../mailbox.js';

/** The mails of a rehearsal, whole, in a folder that goes with it. */
export interface MailStore {
  readonly keep: Keep;
  /** A mail as it came. @throws Error when it did not come */
  read(mail: ReceivedMail): Promise<Buffer>;
}

/** Opens a store that nobody else on this machine can read. */
export async function openMailStore(cleanUp: CleanUp): Promise<MailStore> {
  const folder = await mkdtemp(join(tmpdir(), 'stafett-mails-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const files = new Map<ReceivedMail, string>();
  return {
    async keep(mail, source) {
      const file = join(folder, `${files.size}.eml`);
      files.set(mail, file);
      await writeFile(file, source, { mode: 0o600 });
    },
    read(mail) {
      const file = files.get(mail);
      if (!file) throw new Error('There is no such mail.');
      return readFile(file);
    },
  };
}
