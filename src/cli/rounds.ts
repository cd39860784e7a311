import { readConfig } from '../platform/config.js';
import { type Cli, examples } from './cli.js';

/** Rounds: in, out, and how they will go. */
export function roundCommands({ program, output }: Cli): void {
  program
    .command('import')
    .description('load campuses, rounds, calendars, courses with their teachers, and people; all of a file or nothing')
    .argument('<file>', 'a scenario, JSON')
    .addHelpText('after', examples('npx stafett import examples/ie-2027v.json'))
    .action(async (file: string) => {
      const { importCommand } = await import('../commands/import.js');
      process.exitCode = await importCommand(readConfig(process.env), file, output());
    });

  program
    .command('export')
    .description('write every table of a round to a folder, as CSV')
    .argument('<round>', 'such as 2027V-trondheim')
    .option('--to <folder>', 'made when it is missing; files of the same names are written over', 'export')
    .addHelpText('after', examples('npx stafett export 2027V-trondheim --to /tmp/round'))
    .action(async (round: string, { to }: { to: string }) => {
      const { exportCommand } = await import('../commands/export.js');
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
      const { forecastCommand } = await import('../commands/forecast.js');
      await forecastCommand(readConfig(process.env), round, options, output());
    });

  program
    .command('verify')
    .description(
      'whether a fair chance check, as the board gives it, is genuine, and whether offers followed the order',
    )
    .argument('<file>', 'a JSON file from the page of a round; no database is needed, only SECRET')
    .addHelpText(
      'after',
      examples('npx stafett verify fair-chance.json', 'SECRET=… npx stafett verify old.json --json'),
    )
    .action(async (file: string) => {
      const { verifyCommand } = await import('../commands/verify.js');
      process.exitCode = await verifyCommand(readConfig(process.env), file, output());
    });
}
