import { ConfigurationError, type ConfigurationProblem, problemText } from '../../config/text/configuration-error.ts';
import { fileFault } from '../../disk/files/file-fault.ts';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';

/** All that is wrong, in words, each by itself. */
export function faultTexts(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((each: unknown) => faultTexts(each));
  if (error instanceof ConfigurationError)
    return error.problems.map((problem) => (isOfWhole(problem) ? `${error.file} ${problem.text}` : problemText(problem)));
  if (error instanceof StartError) return [error.message];
  const fault = systemFaultOf(error);
  const words = fileFault(fault, 'read');
  return [words === undefined ? errorText(error) : `${fault.path ?? 'a file'} ${words}`];
}

/** Of the file as a whole. */
function isOfWhole({ path, place }: ConfigurationProblem): boolean {
  return path === '' && place === undefined;
}
