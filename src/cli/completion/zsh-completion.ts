import type { CommandLine } from '../../terminal/command-line.ts';
import type { Parameter } from '../../terminal/parameter.ts';
import { type CommandWord, firstWords, groupsOf, secondWords } from './command-words.ts';

/** A completion script for zsh: to be loaded by its completion system as `_hearthgate`, or to be sourced behind `compinit`. */
export function zshCompletion(commands: readonly CommandLine[]): string {
  const groups = groupsOf(commands);
  return `#compdef hearthgate
# zsh completion of hearthgate, printed by "hearthgate completion zsh"

_hearthgate() {
  local named="\${(j: :)words[2,CURRENT-1]}" name="$words[2]"
  local -a offered
  integer taken=1
  case "$named" in
    ('')
      offered=(${quotedWords(firstWords(commands))})
      _describe -t commands command offered
      offered=('--help:print what there is to say about each command' '--version:print the version')
      _describe -o -t options option offered
      return ;;
    (help)
      offered=(${quotedWords(firstWords(commands))})
      _describe -t commands command offered
      return ;;
${groups.map((group) => groupCase(commands, group)).join('')}  esac
  case "$name" in
    (${groups.join('|')}) name+=" $words[3]"; taken=2 ;;
  esac
  words=("$words[1]" "\${(@)words[taken+2,-1]}")
  (( CURRENT -= taken ))
  case "$name" in
${commands.map(commandCase).join('')}  esac
}

if [[ "$funcstack[1]" == _hearthgate ]]; then
  _hearthgate "$@"
else
  compdef _hearthgate hearthgate
fi
`;
}

function groupCase(commands: readonly CommandLine[], group: string): string {
  return `    (${group}|'help ${group}')
      offered=(${quotedWords(secondWords(commands, group))})
      _describe -t commands command offered
      return ;;
`;
}

function commandCase({ name, operands, options }: CommandLine): string {
  const specs = [
    ...Object.entries(options).map(([option, parameter]) => optionSpec(option, parameter)),
    "'(- *)'{-h,--help}'[print what there is to say about this command]'",
    ...Object.values(operands).map(operandSpec),
  ];
  return `    (${quoted(name)})
      _arguments \\
${specs.map((spec) => `        ${spec}`).join(' \\\n')} ;;
`;
}

function optionSpec(option: string, { placeholder, about, times, completion }: Parameter<unknown>): string {
  const explained = `[${escaped(about)}]`;
  if (placeholder === '') return quoted(`--${option}${explained}`);
  const repeated = times === 'any number' ? '*' : '';
  return quoted(`${repeated}--${option}=${explained}:${escaped(placeholder)}:${actionOf(completion)}`);
}

function operandSpec({ placeholder, times, completion }: Parameter<unknown>, index: number): string {
  const place = times === 'any number' ? '*' : `${index + 1}${times === 'at most once' ? ':' : ''}`;
  // An operand that may follow must not keep options from being completed in its place.
  const action = times === 'at most once' && completion === 'nothing' ? '( )' : actionOf(completion);
  return quoted(`${place}:${escaped(placeholder)}:${action}`);
}

function actionOf(completion: Parameter<unknown>['completion']): string {
  if (completion === 'nothing') return ' ';
  if (completion === 'file') return '_files';
  return completion === 'folder' ? '_files -/' : `(${completion.join(' ')})`;
}

function quotedWords(words: readonly CommandWord[]): string {
  return words.map(({ word, about }) => quoted(`${word}:${escaped(about.replace(/\.$/, ''))}`)).join(' ');
}

/** Colons and brackets divide the parts of what the completion system reads. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, String.raw`\$&`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
