import type { Login, ProvenFacts } from '../domain/step.ts';
import { attemptOf } from './credential-proven.ts';

/** Only the panel can judge a password. Last of all, so that a try that begins here is sent: no more are under way than may still fail. */
export const passwordTried: Login<ProvenFacts> = {
  kind: 'login',
  name: 'password-tried',
  judge: () => undefined,
  attempt: (facts) => (facts.call.credential.kind === 'password' ? attemptOf(facts) : undefined),
  resultOf: () => 'unproven',
};
