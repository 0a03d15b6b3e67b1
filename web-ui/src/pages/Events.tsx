import { useSignal } from '@preact/signals';
import { call, study as path } from '../api/client';
import type { Event } from '../api/shapes';
import { Empty, Loaded } from '../parts/States';
import { useResource } from '../state/resource';
import { place } from '../state/route';
import { clock, exact } from '../words';
import { StudyHead } from './StudyHead';

const MOST = 20;

/** All events of a study, at most twenty pages of 1,000. */
async function read(name: string, signal: AbortSignal): Promise<Event[]> {
  const list: Event[] = [];
  let pageToken: string | undefined;
  for (let i = 0; i < MOST; i++) {
    const page = await call('listStudyEvents', `${path(name)}/events`, { query: { pageSize: 1000, pageToken }, signal });
    list.push(...page.events);
    pageToken = page.nextPageToken;
    if (!pageToken) break;
  }
  return list;
}

export function EventList({ events, study, most }: { events: Event[]; study: string; most: number }) {
  return (
    <ol class="events">
      {events.slice(-most).reverse().map((e, i) => (
        <li key={i}><time dateTime={e.time} title={exact(e.time)}>{clock(e.time)}</time><span>{e.trial && study ? <a href={`#/studies/${study}/trials/${e.trial}`}>#{e.trial}</a> : null} {e.text}</span></li>
      ))}
    </ol>
  );
}

/** What happened, newest first. */
export function Events() {
  const name = place.value.study, word = useSignal(''), most = useSignal(200);
  const events = useResource(`events ${name}`, signal => read(name, signal), { on: ['study', 'trials'], everyMs: 2000 });
  return (
    <>
      <StudyHead />
      <div class="filters"><input type="search" aria-label="Only events with these words" placeholder="Only events with these words" value={word.value} onInput={event => { word.value = event.currentTarget.value; }} /></div>
      <section class="card full">
        <Loaded of={events} lines={12}>
          {list => {
            const some = list.filter(e => `#${e.trial ?? ''} ${e.kind} ${e.text}`.toLowerCase().includes(word.value.toLowerCase()));
            if (some.length === 0) return <Empty title={list.length === 0 ? 'Nothing has happened yet.' : 'No event has these words.'} />;
            return <><EventList events={some} study={name} most={most.value} />{some.length > most.value ? <button onClick={() => { most.value *= 4; }}>Show older ones</button> : null}</>;
          }}
        </Loaded>
      </section>
    </>
  );
}
