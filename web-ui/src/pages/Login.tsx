import { useSignal } from '@preact/signals';
import { Mark } from '../shell/Icons';
import { login } from '../state/session';

export function Login() {
  const trouble = useSignal(''), busy = useSignal(false);
  const enter = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token');
    if (!(field instanceof HTMLInputElement)) return;
    busy.value = true;
    try {
      await login({ token: field.value.trim() });
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
      field.select();
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="login" id="main">
      <h1><Mark /> Attune</h1>
      <form class="card" onSubmit={event => void enter(event)}>
        <h2>Log in</h2>
        <label for="token">A token of this server</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="token-help" aria-invalid={trouble.value !== ''} />
        {trouble.value ? <p class="wrong" role="alert">{trouble.value}</p> : null}
        <p id="token-help" class="sub">The administrator's is in the file <code>admin.token</code> of the server's data directory. On that machine <code>attune open</code> opens this page without asking.</p>
        <div class="actions"><button class="primary" disabled={busy.value}>Log in</button></div>
      </form>
    </main>
  );
}

export function Missing() {
  return <div class="empty"><p><b>There is no such page.</b></p><p class="sub">The address may have been cut short. <a href="#/">All studies</a></p></div>;
}
