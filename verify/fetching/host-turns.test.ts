import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { HostTurns } from './host-turns.ts';

test('a host is asked at most so many things at a time, each in its turn, and another host meanwhile', async (t) => {
  const turns = new HostTurns(2);
  const begun: string[] = [];
  const ends = new Map<string, (fails?: boolean) => void>();
  const ask = (url: string) =>
    turns.take(url, () => {
      begun.push(url);
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      ends.set(url, (fails = false) => (fails ? reject(new Error(url)) : resolve(url)));
      return promise;
    });
  const urls = ['http://a/1', 'http://a/2', 'http://a/3', 'http://a/4', 'http://b/1', 'no URL'];
  const answers = urls.map(ask);
  const end = async (url: string, fails?: boolean) => {
    ends.get(url)?.(fails);
    await setImmediate();
  };
  await setImmediate();
  t.deepEqual(begun.splice(0), ['http://a/1', 'http://a/2', 'http://b/1', 'no URL']);
  await end('http://a/2', true);
  t.deepEqual(begun.splice(0), ['http://a/3'], 'what failed has had its turn too');
  await end('http://a/1');
  t.deepEqual(begun.splice(0), ['http://a/4']);
  for (const url of ['http://a/3', 'http://a/4', 'http://b/1', 'no URL']) await end(url);
  const settled = await Promise.allSettled(answers);
  t.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  const again = ask('http://a/1');
  await setImmediate();
  t.deepEqual(begun, ['http://a/1']);
  await end('http://a/1');
  t.is(await again, 'http://a/1');
});
