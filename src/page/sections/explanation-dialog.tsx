import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DecisionLine, ExplanationAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { askFaultOf } from '../ask/ask-fault.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Dialog } from '../parts/dialog.tsx';

interface ExplanationProps {
  readonly ask: Ask;
  readonly decision: DecisionLine;
  readonly closed: () => void;
}

/** How a call like this one would be judged now. */
export function ExplanationDialog({ ask, decision, closed }: ExplanationProps): JSX.Element {
  const [answer, setAnswer] = useState<ExplanationAnswer>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    ask<ExplanationAnswer>('POST', '/explain', questionOf(decision)).then(setAnswer, (error: unknown) =>
      setFault(askFaultOf(error).words),
    );
  }, [decision]);
  return (
    <Dialog
      title={`How ${decision.command ?? 'this call'} would be judged now`}
      closed={closed}
      buttons={(close) => (
        <button type="button" onClick={close}>
          Close
        </button>
      )}
    >
      {fault !== undefined && <p class="fault">{fault}</p>}
      {answer !== undefined && <Explanation answer={answer} />}
    </Dialog>
  );
}

function Explanation({ answer }: { readonly answer: ExplanationAnswer }): JSX.Element {
  const { verdict, reason, change, steps } = answer;
  return (
    <>
      <p class={`outcome ${verdict}`}>
        {verdict}
        {reason !== null && `: ${reason}`}
      </p>
      {change !== null && <p>{change}</p>}
      <DataTable
        label="Steps"
        heads={['check', 'result', 'saw']}
        rows={steps.map(({ step, result, saw }) => ({ key: step, cells: [step, result, saw] }))}
        empty="no step was taken"
      />
    </>
  );
}

function questionOf({
  address = '',
  key = '',
  command = '',
  args = 0,
  userArg,
  panel,
}: DecisionLine): Readonly<Record<string, string>> {
  return {
    from: address,
    key,
    command,
    argCount: String(args),
    ...(userArg !== undefined && { userArg }),
    ...(panel !== undefined && { panel }),
  };
}
