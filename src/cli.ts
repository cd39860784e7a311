import { existsSync } from 'node:fs';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
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

const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;

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

program
  .command('import')
  .description('load campuses, rounds, calendars, courses with their teachers, and people; all of a file or nothing')
  .argument('<file>', 'a scenario, JSON')
  .addHelpText('after', examples('npx stafett import examples/ie-2027v.json'))
  .action(async (file: string) => {
    const { importCommand } = await import('./commands/import.js');
    process.exitCode = await importCommand(readConfig(process.env), file, output());
  });

program
  .command('export')
  .description('write every table of a round to a folder, as CSV')
  .argument('<round>', 'such as 2027V-trondheim')
  .option('--to <folder>', 'made when it is missing; files of the same names are written over', 'export')
  .addHelpText('after', examples('npx stafett export 2027V-trondheim --to /tmp/round'))
  .action(async (round: string, { to }: { to: string }) => {
    const { exportCommand } = await import('./commands/export.js');
    await exportCommand(readConfig(process.env), round, to, output());
  });

program
  .command('forecast')
  .description('how a round will go: run ahead many times from now, nothing is changed and nothing is sent')
  .argument('<round>', 'such as 2027V-trondheim')
  .option('--runs <number>', 'how often it is run', '1000')
  .option('--seed <number>', 'another number, other chances', '1')
  .option('--move <entry=time...>', 'as if a deadline were another')
  .option('--openings <position=number...>', 'as if a position had other openings')
  .option('--answer-days <number>', 'as if an offer could be answered so many days; the rule is 14')
  .option('--pause <from/until>', 'as if the round rested from one time to another')
  .addHelpText(
    'after',
    examples(
      'npx stafett forecast 2027V-trondheim',
      'npx stafett forecast 2027V-trondheim --move closesAt=2027-01-31T12:00 --openings P0003=4',
      'npx stafett forecast 2027V-trondheim --pause 2026-12-20T00:00/2027-01-04T00:00 --json',
    ),
  )
  .action(async (round: string, options) => {
    const { forecastCommand } = await import('./commands/forecast.js');
    await forecastCommand(readConfig(process.env), round, options, output());
  });

program
  .command('operator')
  .description('who runs Stafett and sees its machinery on the board, but nothing of the recruitment')
  .addArgument(new Argument('<act>', 'what to do').choices(['add', 'remove', 'list']))
  .argument('[address]', 'their mail address')
  .addHelpText('after', examples('npx stafett operator add ops@university.example'))
  .action(async (act: 'add' | 'remove' | 'list', address: string | undefined) => {
    const { operatorCommand } = await import('./commands/operator.js');
    await operatorCommand(readConfig(process.env), act, address, output());
  });

const token = program
  .command('token')
  .description('the keys of other systems to the API, see docs/api.md')
  .addHelpText('after', examples('npx stafett token add payroll --scope changes', 'npx stafett token revoke payroll'));

token
  .command('add')
  .description('make a token and print it, this once')
  .argument('<name>', 'the system that it is for')
  .requiredOption('--scope <scopes>', 'what it may read: final-list, changes, or both with a comma')
  .option('--campus <id>', 'the only campus that it may read of')
  .option('--expires <days>', 'so many days from now; without it, when it is revoked')
  .addHelpText('after', examples('npx stafett token add payroll --scope final-list,changes --campus trondheim'))
  .action(async (name: string, options) => {
    const { addTokenCommand } = await import('./commands/token.js');
    await addTokenCommand(readConfig(process.env), name, options, output());
  });

token
  .command('list')
  .description('all tokens that are not revoked')
  .addHelpText('after', examples('npx stafett token list --json'))
  .action(async () => {
    const { listTokensCommand } = await import('./commands/token.js');
    await listTokensCommand(readConfig(process.env), output());
  });

token
  .command('revoke')
  .description('refuse a token from now on')
  .argument('<name>')
  .addHelpText('after', examples('npx stafett token revoke payroll'))
  .action(async (name: string) => {
    const { revokeTokenCommand } = await import('./commands/token.js');
    await revokeTokenCommand(readConfig(process.env), name, output());
  });

const webhook = program
  .command('webhook')
  .description('other systems that are told of changes, see docs/api.md')
  .addHelpText(
    'after',
    examples(
      'npx stafett webhook add https://payroll.university.example/stafett --events accepted',
      'npx stafett webhook list',
    ),
  );

webhook
  .command('add')
  .description('tell an address of changes from now on, and print the secret to check its signatures with, this once')
  .argument('<url>', 'https://…')
  .requiredOption('--events <names>', 'accepted, withdrawn, final-list, or several with commas')
  .option('--campus <id>', 'the only campus that it is told of')
  .option('--private', 'its name leads into a private network, and is meant to', false)
  .addHelpText(
    'after',
    examples('npx stafett webhook add https://payroll.university.example/stafett --events accepted,final-list'),
  )
  .action(async (url: string, options) => {
    const { addWebhookCommand } = await import('./commands/webhook.js');
    await addWebhookCommand(readConfig(process.env), url, options, output());
  });

webhook
  .command('list')
  .description('all that are told')
  .addHelpText('after', examples('npx stafett webhook list --json'))
  .action(async () => {
    const { listWebhooksCommand } = await import('./commands/webhook.js');
    await listWebhooksCommand(readConfig(process.env), output());
  });

webhook
  .command('remove')
  .description('tell it no more')
  .argument('<id>', 'as the list shows it')
  .addHelpText('after', examples('npx stafett webhook remove 0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11'))
  .action(async (id: string) => {
    const { removeWebhookCommand } = await import('./commands/webhook.js');
    await removeWebhookCommand(readConfig(process.env), id, output());
  });

program
  .command('sign-in-name')
  .description('what the OpenID provider of the sign-in knows a person by, where that is not the mail address')
  .addArgument(new Argument('<act>', 'what to do').choices(['set', 'remove', 'list']))
  .argument('[address]', 'the mail address by which Stafett knows the person')
  .argument('[name]', 'the value of OIDC_PERSON_CLAIM')
  .addHelpText(
    'after',
    examples('npx stafett sign-in-name set kari.kontakt@university.example kari@university.example'),
  )
  .action(async (act: 'set' | 'remove' | 'list', address: string | undefined, name: string | undefined) => {
    const { signInNameCommand } = await import('./commands/sign-in-name.js');
    await signInNameCommand(readConfig(process.env), act, { address, name }, output());
  });

program
  .command('retention')
  .description('let everybody go whose time is over, as is done every night, and warn the contacts a week before')
  .option('--dry-run', 'only print what would go, by round and kind', false)
  .addHelpText('after', examples('npx stafett retention --dry-run'))
  .action(async ({ dryRun }: { dryRun: boolean }) => {
    const { retentionCommand } = await import('./commands/retention.js');
    await retentionCommand(readConfig(process.env), dryRun, output());
  });

const person = program
  .command('person')
  .description('give somebody all that there is about them, or erase them')
  .addHelpText(
    'after',
    examples('npx stafett person export nora@stud.example', 'npx stafett person erase nora@stud.example'),
  );

person
  .command('erase')
  .description('say what goes and what stays of somebody; with the address confirmed, erase them')
  .argument('<address>', 'their mail address')
  .option('--confirm <address>', 'the address once more')
  .addHelpText('after', examples('npx stafett person erase nora@stud.example --confirm nora@stud.example'))
  .action(async (address: string, { confirm }: { confirm?: string }) => {
    const { erasePersonCommand } = await import('./commands/person.js');
    await erasePersonCommand(readConfig(process.env), address, confirm, output());
  });

person
  .command('export')
  .description('write all about somebody, as JSON and as a page in their language')
  .argument('<address>', 'their mail address')
  .option('--to <place>', 'a folder for both, made when it is missing, or a file that ends in .json or .html', 'person')
  .addHelpText('after', examples('npx stafett person export nora@stud.example --to /tmp/nora'))
  .action(async (address: string, { to }: { to: string }) => {
    const { exportPersonCommand } = await import('./commands/person.js');
    await exportPersonCommand(readConfig(process.env), address, to, output());
  });

program
  .command('verify')
  .description('whether a fair chance check, as the board gives it, is genuine, and whether offers followed the order')
  .argument('<file>', 'a JSON file from the page of a round; no database is needed, only SECRET')
  .addHelpText('after', examples('npx stafett verify fair-chance.json', 'SECRET=… npx stafett verify old.json --json'))
  .action(async (file: string) => {
    const { verifyCommand } = await import('./commands/verify.js');
    process.exitCode = await verifyCommand(readConfig(process.env), file, output());
  });

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

program
  .command('rehearse')
  .description('run a whole semester on the real system under a virtual clock, with robots for people')
  .option('--scenario <file>', 'the semester and how its people behave', 'examples/ie-2027v.json')
  .option('--report <file>', 'write what happened as JSON')
  .addOption(new Option('--queue <store>', 'where the queues are').choices(['postgres', 'redis']).default('postgres'))
  .option('--daemons <number>', 'how many daemons share the work', parseDaemons, 1)
  .option('--meddle <seed>', 'contacts step in on the board at random instants that this number decides', parseSeed)
  .option('--chaos <seed>', 'daemons are killed, and start again, at places that this number decides', parseSeed)
  .addOption(new Option('--serve', 'leave the board up at the end, to look around').default(false).conflicts('chaos'))
  .addHelpText('after', examples('npm run rehearse -- --daemons 2 --report report.json'))
  .action(async (options) => {
    const { rehearse } = await import('./rehearsal/rehearse.js');
    process.exitCode = await rehearse({ ...options, ...output() });
  });

program
  .command('rehearse-round')
  .description(
    'run a copy of a round on until it is over, with robots for its people, and write every mail that would leave',
  )
  .argument('<round>', 'such as 2027V-trondheim')
  .option('--to <file>', 'the mails, as a zip to read; without it ROUND-rehearsal.zip in this folder')
  .option('--seed <number>', 'decides what chance does', parseSeed, 1)
  .addHelpText(
    'after',
    `\nThe database is only read. What is rehearsed runs on a database of its own, and nothing leaves this machine.\n${examples('npx stafett rehearse-round 2027V-trondheim', 'npx stafett rehearse-round 2027V-trondheim --seed 2 --to /tmp/round.zip')}`,
  )
  .action(async (roundId: string, options: { to?: string; seed: number }) => {
    const { rehearseRound } = await import('./rehearsal/round/rehearse-round.js');
    process.exitCode = await rehearseRound(readConfig(process.env), { roundId, ...options }, output());
  });

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no seed. Give a whole number of at most nine digits.');
}

function parseDaemons(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 16) return number;
  throw new InvalidArgumentError('It is no number of daemons. Give a whole number from 1 to 16.');
}

if (existsSync('.env')) process.loadEnvFile();
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof Refusal)) throw error;
  if (output().json) print(JSON.stringify({ error: error.message }));
  else say(error.message);
  process.exitCode = 1;
}
