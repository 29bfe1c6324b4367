import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface SignInProps {
  readonly isBusy: boolean;
  /** What became of the last attempt. */
  readonly said: string | undefined;
  readonly enter: (token: string) => void;
}

export function SignIn({ isBusy, said, enter }: SignInProps): JSX.Element {
  const [token, setToken] = useState('');
  return (
    <main class="sign-in">
      <h1>Hearthgate</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') enter(token.trim());
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-help"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <button type="submit" disabled={isBusy}>
          Sign in
        </button>
        <p id="token-help">
          A token of <code>admin.tokensFile</code> with the role read or operate: it opens a session of 12 hours, and stays in
          this tab’s memory alone. Or run <code>hearthgate page</code> on the gateway's host, and open the address that it prints.
        </p>
        <p role="alert" class="fault">
          {said}
        </p>
      </form>
    </main>
  );
}
