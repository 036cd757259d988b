/**
 * Every point of the house at which a test may kill the process, in the order of the journey; each is named for the
 * step that is done when it is passed.
 */
export const FAILPOINTS = [
  // Intake of a document.
  'intake/judged', // signatures and files; nothing is kept
  'intake/kept', // the files are durable, no record names them
  'intake/committed', // files and records are durable; the journal has not fixed the moment
  // A version that waited is judged again.
  'judge-again/judged', // with fresh evidence; nothing is kept
  'judge-again/kept', // report and evidence are durable, no record names them
  'judge-again/committed', // the end of the waiting is durable; its moment is not fixed, the job not finished
  // One commit, by any engine.
  'commit/written', // the statements ran, the transaction is open
  'sqlite/begun', // a group of commits began
  'sqlite/filled', // all its members wrote, COMMIT comes next
  'sqlite/committed', // durable, nobody was told
  // A small file in the place of another (the last head, the log's public files).
  'file/written', // under its temporary name, synced
  'file/renamed', // the folder is not synced
  // The sequencer.
  'sequence/signed', // the checkpoint's note
  'sequence/sealed', // the note's text
  'sequence/made', // batch and receipts; nothing is stored
  'sequence/written', // the statements ran, the transaction is open
  'sequence/stored', // durable; LastHead is behind
  'sequence/remembered', // LastHead too; nobody was told
  // What comes later about a checkpoint.
  'supplement/stamped', // the TSA answered; nothing is stored
  'supplement/written', // the statement ran, the transaction is open
  'supplement/stored', // durable; the job is not finished
  // Another key for the log.
  'key/made', // the next key, under its own name
  'key/journalled', // its entry is committed
  'key/stated', // the signed statement lies there; the next key must be taken
  // The master key: its generations, and the keys that are wrapped under them.
  'master-key/added', // the new generation is durable, nothing is wrapped under it
  'master-key/rewrapped', // a step of keys is wrapped anew, durable
  'master-key/retired', // a former generation is gone
  // The log's public files.
  'publish/tiles', // tiles and bundles; the checkpoint comes next
  // A version of an object of the archive (OCFL), and what the database is told about it.
  'archive/content', // its new files, in staging
  'archive/staged', // its inventories too, all synced
  'archive/ready', // the order to put it in place is durable
  'archive/moved-out', // the object as it was is in staging too
  'archive/joined', // its earlier versions are in the new one
  'archive/placed', // the object as it is has its place; staging is not cleared
  'archive/cleared', // staging too
  'archive/segment', // what was committed is in the archive; the database was not told
  'archive/forgotten', // it was told; the documents are not written
  // What is damaged is mended from another copy.
  'repair/journalled', // the action is in the journal; nothing is changed
] as const;

export type FailPoint = (typeof FAILPOINTS)[number];
