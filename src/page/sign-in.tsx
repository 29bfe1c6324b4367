import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface SignInProps {
  readonly isBusy: boolean;
  readonly fault: string | undefined;
  readonly enter: (token: string) => void;
}

export function SignIn({ isBusy, fault, enter }: SignInProps): JSX.Element {
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
          A token of <code>admin.tokensFile</code> with the role read or operate; this tab alone keeps it. Or run{' '}
          <code>hearthgate page</code> on the gateway's host, and open the address that it prints.
        </p>
        <p role="alert" class="fault">
          {fault}
        </p>
      </form>
    </main>
  );
}
