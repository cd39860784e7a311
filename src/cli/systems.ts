import { readConfig } from '../platform/config.js';
import { type Cli, examples } from './cli.js';

/** Other systems: what they read and are told. */
export function systemCommands({ program, output }: Cli): void {
  const token = program
    .command('token')
    .description('the keys of other systems to the API, see docs/api.md')
    .addHelpText(
      'after',
      examples('npx stafett token add payroll --scope changes', 'npx stafett token revoke payroll'),
    );

  token
    .command('add')
    .description('make a token and print it, this once')
    .argument('<name>', 'the system that it is for')
    .requiredOption('--scope <scopes>', 'what it may read: final-list, changes, or both with a comma')
    .option('--campus <id>', 'the only campus that it may read of')
    .option('--expires <days>', 'so many days from now; without it, when it is revoked')
    .addHelpText('after', examples('npx stafett token add payroll --scope final-list,changes --campus trondheim'))
    .action(async (name: string, options) => {
      const { addTokenCommand } = await import('../commands/token.js');
      await addTokenCommand(readConfig(process.env), name, options, output());
    });

  token
    .command('list')
    .description('all tokens that are not revoked')
    .addHelpText('after', examples('npx stafett token list --json'))
    .action(async () => {
      const { listTokensCommand } = await import('../commands/token.js');
      await listTokensCommand(readConfig(process.env), output());
    });

  token
    .command('revoke')
    .description('refuse a token from now on')
    .argument('<name>')
    .addHelpText('after', examples('npx stafett token revoke payroll'))
    .action(async (name: string) => {
      const { revokeTokenCommand } = await import('../commands/token.js');
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
      const { addWebhookCommand } = await import('../commands/webhook.js');
      await addWebhookCommand(readConfig(process.env), url, options, output());
    });

  webhook
    .command('list')
    .description('all that are told')
    .addHelpText('after', examples('npx stafett webhook list --json'))
    .action(async () => {
      const { listWebhooksCommand } = await import('../commands/webhook.js');
      await listWebhooksCommand(readConfig(process.env), output());
    });

  webhook
    .command('remove')
    .description('tell it no more')
    .argument('<id>', 'as the list shows it')
    .addHelpText('after', examples('npx stafett webhook remove 0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11'))
    .action(async (id: string) => {
      const { removeWebhookCommand } = await import('../commands/webhook.js');
      await removeWebhookCommand(readConfig(process.env), id, output());
    });
}
