import { render } from 'preact';
import './css/tokens.css';
import './css/base.css';
import './css/parts.css';
import './css/pages.css';
import { App } from './App';
import { startClock } from './state/now';
import { startPrefs } from './state/prefs';
import { startRoutes } from './state/route';
import { loadMe, takeLogin, watchAnswers } from './state/session';
import { startStream } from './state/stream';
import { startStudy } from './state/study';

const root = document.getElementById('app');
if (root) {
  startPrefs();
  watchAnswers(Date.now);
  void takeLogin().then(async () => {
    startRoutes();
    await loadMe();
    startClock();
    startStudy();
    startStream();
    render(<App />, root);
  });
}
