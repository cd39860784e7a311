import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { examples } from './cli/cli.js';
import { peopleCommands } from './cli/people.js';
import { rehearsalCommands } from './cli/rehearsals.js';
import { roundCommands } from './cli/rounds.js';
import { systemCommands } from './cli/systems.js';
import type { Output } from './commands/output.js';
import { ConfigError, readConfig } from './platform/config.js';
import { Refusal } from './platform/refusal.js';

const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (line: string) => process.stdout.write(`${line}\n`);

const program = new Command('stafett')
  .description(
    "Runs a faculty's recruitment of learning and teaching assistants, from the first request to the final list.",
  )
  .option('--json', 'print what came of it as JSON, for another program')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError()
  // 2 for whoever was called wrongly, as shells do; 1 is for what could not be done.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const output = (): Output => ({ say, print, json: Boolean(program.opts().json) });

program
  .command('start')
  .description('run the daemon; without configuration with a database and a mailbox of its own under .stafett')
  .addHelpText('after', examples('npm start', 'ROLES=worker npx stafett start'))
  .action(async () => {
    const { runDaemon } = await import('./start.js');
    await runDaemon(readConfig(process.env), say);
  });

program
  .command('migrate')
  .description("bring the database of DATABASE_URL (or the daemon's own) to this version's schema")
  .addHelpText('after', examples('npx stafett migrate'))
  .action(async () => {
    const { migrateCommand } = await import('./commands/migrate.js');
    await migrateCommand(readConfig(process.env), output());
  });

roundCommands({ program, output });
systemCommands({ program, output });
peopleCommands({ program, output });

program
  .command('doctor')
  .description('look for rows that are overdue, orphaned or contradict each other; exit status 1 when there are any')
  .option('--mail <address>', 'send a probe there instead, and say how it went out and what the mail server answered')
  .addHelpText('after', examples('npx stafett doctor --json', 'npx stafett doctor --mail me@university.example'))
  .action(async ({ mail }: { mail?: string }) => {
    if (mail !== undefined) {
      const { probeMail } = await import('./doctor/probe-mail.js');
      process.exitCode = await probeMail(readConfig(process.env), mail, output());
      return;
    }
    const { doctorCommand } = await import('./commands/doctor.js');
    process.exitCode = await doctorCommand(readConfig(process.env), output());
  });

program
  .command('mails')
  .description('write a sample of every kind of mail, in each of its languages, to a folder to look at')
  .option(
    '--to <folder>',
    'made when it is missing; files of the same names are written over, others left alone',
    'mails',
  )
  .addHelpText('after', examples('npx stafett mails --to /tmp/mails'))
  .action(async ({ to }: { to: string }) => {
    const { mailsCommand } = await import('./commands/mails.js');
    await mailsCommand(readConfig(process.env), to, output());
  });

rehearsalCommands({ program, output });

if (existsSync('.env')) process.loadEnvFile();
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof Refusal)) throw error;
  if (output().json) print(JSON.stringify({ error: error.message }));
  else say(error.message);
  process.exitCode = 1;
}
