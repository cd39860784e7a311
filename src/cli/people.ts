import { Argument } from 'commander';
import { readConfig } from '../platform/config.js';
import { type Cli, examples } from './cli.js';

/** People: who runs Stafett, who signs in, and what anybody has a right to. */
export function peopleCommands({ program, output }: Cli): void {
  program
    .command('operator')
    .description('who runs Stafett and sees its machinery on the board, but nothing of the recruitment')
    .addArgument(new Argument('<act>', 'what to do').choices(['add', 'remove', 'list']))
    .argument('[address]', 'their mail address')
    .addHelpText('after', examples('npx stafett operator add ops@university.example'))
    .action(async (act: 'add' | 'remove' | 'list', address: string | undefined) => {
      const { operatorCommand } = await import('../commands/operator.js');
      await operatorCommand(readConfig(process.env), act, address, output());
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
      const { signInNameCommand } = await import('../commands/sign-in-name.js');
      await signInNameCommand(readConfig(process.env), act, { address, name }, output());
    });

  program
    .command('retention')
    .description('let everybody go whose time is over, as is done every night, and warn the contacts a week before')
    .option('--dry-run', 'only print what would go, by round and kind', false)
    .addHelpText('after', examples('npx stafett retention --dry-run'))
    .action(async ({ dryRun }: { dryRun: boolean }) => {
      const { retentionCommand } = await import('../commands/retention.js');
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
      const { erasePersonCommand } = await import('../commands/person.js');
      await erasePersonCommand(readConfig(process.env), address, confirm, output());
    });

  person
    .command('export')
    .description('write all about somebody, as JSON and as a page in their language')
    .argument('<address>', 'their mail address')
    .option(
      '--to <place>',
      'a folder for both, made when it is missing, or a file that ends in .json or .html',
      'person',
    )
    .addHelpText('after', examples('npx stafett person export nora@stud.example --to /tmp/nora'))
    .action(async (address: string, { to }: { to: string }) => {
      const { exportPersonCommand } = await import('../commands/person.js');
      await exportPersonCommand(readConfig(process.env), address, to, output());
    });
}
