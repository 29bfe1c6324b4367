import type { CommandLine } from '../../terminal/command-line.ts';
import type { Parameter } from '../../terminal/parameter.ts';
import { firstWords, groupsOf, secondWords } from './command-words.ts';

/** A completion script for bash 4.4 and newer. Words come from the table of commands, and hold no character that the shell would read. */
export function bashCompletion(commands: readonly CommandLine[]): string {
  const first = firstWords(commands).map(({ word }) => word);
  const groups = groupsOf(commands);
  return `# bash completion of hearthgate, printed by "hearthgate completion bash"

_hearthgate() {
  local IFS=' ' word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local names="\${COMP_WORDS[*]:1:COMP_CWORD - 1}" command=\${COMP_WORDS[1]}
  # The shell takes --config=FILE as three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $names in
    '')
      _hearthgate_offer '${[...first, '--help', '--version'].join(' ')}'
      return ;;
    help)
      _hearthgate_offer '${first.join(' ')}'
      return ;;
${groups.map((group) => groupCase(commands, group)).join('')}  esac
  case $command in
    ${groups.join(' | ')}) command+=" \${COMP_WORDS[2]}" ;;
  esac
  case "$command $before" in
${commands.flatMap(valueCases).join('')}  esac
  case $command in
${commands.map(optionCase).join('')}  esac
}

_hearthgate_offer() {
  mapfile -t COMPREPLY < <(IFS=' ' compgen -W "$1" -- "$word")
}

complete -F _hearthgate hearthgate
`;
}

function groupCase(commands: readonly CommandLine[], group: string): string {
  const words = secondWords(commands, group).map(({ word }) => word);
  return `    ${group} | 'help ${group}')
      _hearthgate_offer '${words.join(' ')}'
      return ;;
`;
}

/** What stands behind an option that has a value. */
function valueCases({ name, options }: CommandLine): readonly string[] {
  return Object.entries(options)
    .filter(([, { placeholder }]) => placeholder !== '')
    .map(([option, parameter]) => `    '${name} --${option}')\n${offerOf(parameter)}      return ;;\n`);
}

/** Left to the shell's own completion of paths, which knows of `~` and of blanks. */
function offerOf({ completion }: Parameter<unknown>): string {
  if (completion === 'nothing') return '';
  if (completion === 'file') return '      compopt -o default\n';
  if (completion === 'folder') return '      compopt -o dirnames\n';
  return `      _hearthgate_offer '${completion.join(' ')}'\n`;
}

function optionCase({ name, operands, options }: CommandLine): string {
  const completions = Object.values(operands).map(({ completion }) => completion);
  const words = completions.flatMap((completion) => (typeof completion === 'string' ? [] : completion));
  const offered = [...words, ...Object.keys(options).map((option) => `--${option}`), '--help'];
  const paths = [
    ...(completions.includes('file') ? ['      compopt -o default\n'] : []),
    ...(completions.includes('folder') ? ['      compopt -o dirnames\n'] : []),
  ];
  // Where an operand is wanted that is a path or cannot be known, options are offered behind a hyphen alone.
  const where = words.length < completions.length ? '[[ $word != -* ]] || ' : '';
  return `    '${name}')\n${paths.join('')}      ${where}_hearthgate_offer '${offered.join(' ')}' ;;\n`;
}
