import { render } from 'preact';
import { rememberToken, takeLogin } from './api';
import './page.css';
import { Studies } from './pages/Studies';
import { Study } from './pages/Study';
import { current, needsLogin, problem, refresh, start } from './state';

function Login() {
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token');
    if (field instanceof HTMLInputElement) rememberToken(field.value);
    needsLogin.value = false;
    void refresh();
  };
  return (
    <section class="card">
      <h2>Log in</h2>
      <form onSubmit={enter}>
        <label class="sub" for="token">A token of this server; the admin's is in the file <code>admin.token</code> of its data directory.</label>
        <input id="token" name="token" type="password" autocomplete="off" required />
        <button>Log in</button>
      </form>
    </section>
  );
}

function App() {
  return (
    <>
      <header><b>Attune</b><a href="#/">Studies</a><span class="live">{problem.value ? 'not connected' : 'live'}</span></header>
      <main>
        {problem.value ? <p class="notice">{problem.value}</p> : null}
        {needsLogin.value ? <Login /> : current() ? <Study /> : <Studies />}
      </main>
    </>
  );
}

const root = document.getElementById('app');
if (root) {
  void takeLogin().then(() => {
    render(<App />, root);
    start();
  });
}
