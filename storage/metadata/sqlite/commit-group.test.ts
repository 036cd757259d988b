import test from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import { commitGroup } from './commit-group.ts';

function table() {
  const db = new BetterSqlite3(':memory:');
  db.exec('CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT');
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  const rows = () => db.prepare('SELECT x FROM t ORDER BY x').pluck().all();
  return { db, insert: (x: number) => insert.run(x).changes, rows };
}

function fail(error: Error): never {
  throw error;
}

test('a member that fails leaves nothing of its own and does not touch the others', (t) => {
  const { db, insert, rows } = table();
  const conflict = new Error('conflict');
  const outcomes = commitGroup(db, [
    () => insert(1),
    () => {
      insert(2);
      fail(conflict);
    },
    () => insert(3),
  ]);
  t.deepEqual(outcomes, [{ value: 1 }, { error: conflict }, { value: 1 }]);
  t.deepEqual(rows(), [1, 3]);
  t.false(db.inTransaction);
});

test('members see what those before them in the group have written', (t) => {
  const { db, insert, rows } = table();
  const outcomes = commitGroup(db, [() => insert(1), () => insert(1)]);
  t.is(outcomes[0]?.value, 1);
  t.truthy(outcomes[1]?.error);
  t.deepEqual(rows(), [1]);
});

test('a member that ends the whole transaction gets its own; the others are done once each', (t) => {
  const { db, insert, rows } = table();
  const outcomes = commitGroup(db, [
    () => insert(1),
    () => {
      insert(2);
      db.exec('ROLLBACK'); // as SQLite itself does on SQLITE_FULL and SQLITE_IOERR
      fail(new BetterSqlite3.SqliteError('disk is full', 'SQLITE_FULL'));
    },
    () => insert(3),
  ]);
  t.deepEqual(
    outcomes.map((each) => each.value),
    [1, undefined, 1],
  );
  t.deepEqual(rows(), [1, 3]);
});

test('after a failed fsync nobody of the group is tried again', (t) => {
  const { db, insert, rows } = table();
  let tries = 0;
  const outcomes = commitGroup(db, [
    () => {
      tries += 1;
      return insert(1);
    },
    () => fail(new BetterSqlite3.SqliteError('lost pages', 'SQLITE_IOERR_FSYNC')),
  ]);
  t.true(outcomes.every((each) => each.error !== undefined));
  t.is(tries, 1);
  t.deepEqual(rows(), []);
  t.false(db.inTransaction);
});
