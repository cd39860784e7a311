import { InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../platform/config.js';
import { type Cli, examples } from './cli.js';

/** Rehearsals: a semester, or a round that is under way. */
export function rehearsalCommands({ program, output }: Cli): void {
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
      const { rehearse } = await import('../rehearsal/rehearse.js');
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
      const { rehearseRound } = await import('../rehearsal/round/rehearse-round.js');
      process.exitCode = await rehearseRound(readConfig(process.env), { roundId, ...options }, output());
    });
}

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no seed. Give a whole number of at most nine digits.');
}

function parseDaemons(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 16) return number;
  throw new InvalidArgumentError('It is no number of daemons. Give a whole number from 1 to 16.');
}
