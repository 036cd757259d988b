// The page: who is signed in, what they may see, and the place to verify a file.
import * as api from './api.js';
import { contractsView } from './contracts-view.js';
import { say } from './dom.js';
import { requestsView } from './requests-view.js';
import { receivedView } from './sendings-view.js';
import { signInView } from './sign-in-view.js';
import { currentLanguage, switchLanguage, t } from './text.js';
import { verifyView } from './verify-view.js';

const main = document.querySelector('#main');
const who = document.querySelector('#who');
const language = document.querySelector('#language');
const leave = document.querySelector('#leave');

/** What was given to be verified outlives a change of the language, not the session. */
const last = { given: undefined };

function failed(error) {
  say(`${t('failed')}: ${error.message}`);
}

async function currentSession() {
  try {
    return await api.session();
  } catch (error) {
    if (error.status === 401) return undefined;
    throw error;
  }
}

/** A one-time link carries its ticket after `#`, which browsers do not send to servers or proxies. */
async function useTicket() {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket === null) return;
  history.replaceState(null, '', location.pathname);
  await api.enter(ticket).catch(failed);
}

async function show() {
  document.documentElement.lang = currentLanguage();
  language.textContent = t('other');
  language.lang = t('otherLang');
  leave.textContent = t('leave');
  const session = await currentSession();
  leave.hidden = session === undefined;
  who.textContent =
    session === undefined
      ? ''
      : [session.person, session.participant?.name].filter(Boolean).join(', ');
  if (session === undefined) {
    last.given = undefined;
    main.replaceChildren(signInView(show, failed));
    return;
  }
  const received = session.participant.kind !== 'russian-person' && (await receivedView());
  const asks = ['russian-person', 'currency-control-agent', 'currency-control-body'];
  const requests = asks.includes(session.participant.kind) && (await requestsView());
  const above = [requests, received].filter((view) => view);
  main.replaceChildren(...above, await contractsView(), verifyView(last));
}

async function signOut() {
  await api.leave();
  await show();
  say(t('signedOut'));
}

language.addEventListener('click', () => {
  switchLanguage();
  show().catch(failed);
});
leave.addEventListener('click', () => {
  signOut().catch(failed);
});

await useTicket();
await show().catch(failed);
