import type { Command } from 'commander';
import type { Static } from 'typebox';
import type { SignInLink } from '../api/schemas/access.ts';
import { examples, instanceCommand, printAnswer, runningInstance } from './instance-command.ts';
import type { InstanceOptions } from './instance-command.ts';

type Link = Static<typeof SignInLink>;

/** `mrm sign-in`: a link that signs in once, for whoever may use the machine's terminal. */
export function signInCommand(): Command {
  return instanceCommand('sign-in', 'print a one-time link to the console of the running instance')
    .addHelpText('after', examples('sign-in', 'sign-in --json'))
    .action(signIn);
}

async function signIn(options: InstanceOptions): Promise<void> {
  const answer = await runningInstance(options).send<Link>('POST', '/api/access/sign-in-link');
  printAnswer(options, answer, linkText);
}

function linkText({ purpose, link, code, expiresAt }: Link): string {
  const what = purpose === 'claim' ? 'make yourself its owner' : 'sign in as its owner';
  return `Open this link in a browser on this machine to ${what}:

  ${link}

or type ${code} on the sign-in page. It works once, until ${expiresAt.slice(11, 16)} UTC.
`;
}
