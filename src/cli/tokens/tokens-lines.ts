import { tokenRoles } from '../../domain/policy/admin-token.ts';
import { type CommandLine, commandLine } from '../../terminal/command-line.ts';
import { configOption } from '../../terminal/config-option.ts';
import { asWritten, flagOption, required, requiredWord } from '../../terminal/parameter.ts';

const config = configOption('the configuration, which names the file of tokens');
const name = required({ placeholder: 'NAME', about: 'of its holder, for the audit log', read: asWritten });

/** The commands about tokens of the second listener. */
export const tokensLines: readonly CommandLine[] = [
  commandLine({
    name: 'tokens add',
    about: 'Make a token for the second listener, and print it once.',
    more: [
      'metrics: only /metrics. read: also what commands show. operate: also reload, and bans. The file that admin.tokensFile names gets its digest; what is in force changes with hearthgate reload.',
    ],
    examples: ['hearthgate tokens add prometheus --role metrics'],
    operands: { name },
    options: {
      role: requiredWord(tokenRoles, { placeholder: 'ROLE', about: 'what its holder may do: metrics, read or operate' }),
      config,
    },
    run: async (values, terminal) => {
      const { tokensAdd } = await import('./tokens-add.ts');
      return tokensAdd(values, terminal);
    },
  }),
  commandLine({
    name: 'tokens list',
    about: 'List the tokens of the second listener with their roles.',
    options: { json: flagOption('print JSON'), config },
    run: async (values, terminal) => {
      const { tokensList } = await import('./tokens-list.ts');
      return tokensList(values, terminal);
    },
  }),
  commandLine({
    name: 'tokens remove',
    about: 'Take a token out of the file of tokens.',
    operands: { name },
    options: { config },
    run: async (values, terminal) => {
      const { tokensRemove } = await import('./tokens-remove.ts');
      return tokensRemove(values, terminal);
    },
  }),
];
