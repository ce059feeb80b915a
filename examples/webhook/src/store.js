/** What was answered, and what people have to do: one row a lead, in SQLite. */

import Database from "libsql";

/**
 * @typedef {import("holdpoint").AuditRecord} AuditRecord
 *
 * @typedef {object} Answer what the sender is told
 * @property {string | null} id
 * @property {string} lane
 * @property {string} class
 * @property {string} posture
 * @property {string[]} rules
 * @property {{ name: string, version: string | null }} policy
 * @property {{ code: string, message: string }} [error]
 *
 * @typedef {object} Task what a person has to do
 * @property {string} owner
 * @property {Date} dueBy
 * @property {string[]} why
 * @property {object | null} handoff
 *
 * @typedef {object} Entry
 * @property {string} key the same for every delivery of the same lead
 * @property {string | null} lead
 * @property {string | null} action
 * @property {Answer} answer
 * @property {Task | null} task null where the automation acts
 * @property {AuditRecord | null} audit null where nothing could be decided
 *
 * @typedef {ReturnType<typeof openStore>} Store
 */

// One row holds both the answer and the task, so that there is never one without the other.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS leads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    lead TEXT,
    action TEXT,
    answer TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    owner TEXT,
    due_by INTEGER,
    why TEXT,
    handoff TEXT,
    body BLOB,
    done_at INTEGER,
    audit TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS leads_by_lead ON leads (lead, action);
  CREATE INDEX IF NOT EXISTS leads_audited ON leads (id) WHERE audit IS NOT NULL;
  CREATE INDEX IF NOT EXISTS leads_open ON leads (due_by) WHERE owner IS NOT NULL AND done_at IS NULL;
`;

/** @param {string} path of the database file */
export function openStore(path) {
  const database = new Database(path, { timeout: 5000 });
  database.pragma("journal_mode = WAL");
  // Every commit reaches the disk before the sender hears "taken". With NORMAL, a power cut could lose some.
  database.pragma("synchronous = FULL");
  upgrade(database);
  database.exec(SCHEMA);

  const byKey = database.prepare("SELECT id, answer, owner, due_by, audit FROM leads WHERE key = ?");
  const newest = database.prepare("SELECT audit FROM leads WHERE audit IS NOT NULL ORDER BY id DESC LIMIT 1");
  const byLead = database.prepare(`
    SELECT id FROM leads WHERE lead = ? AND (action = ? OR action IS NULL) ORDER BY id LIMIT 1`);
  const insert = database.prepare(`
    INSERT INTO leads (key, lead, action, answer, received_at, audit, owner, due_by, why, handoff, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO NOTHING`);
  const open = database.prepare(`
    SELECT id, answer, received_at, owner, due_by, why, done_at FROM leads
    WHERE owner IS NOT NULL AND done_at IS NULL ORDER BY due_by, id`);
  const one = database.prepare(`
    SELECT id, answer, received_at, owner, due_by, why, done_at, handoff, body FROM leads
    WHERE owner IS NOT NULL AND id = ?`);
  const finish = database.prepare(`
    UPDATE leads SET done_at = ? WHERE id = ? AND owner IS NOT NULL AND done_at IS NULL`);
  const count = database.prepare("SELECT count(*) AS open FROM leads WHERE owner IS NOT NULL AND done_at IS NULL");

  /** @param {string} key */
  function find(key) {
    const row = /** @type {any} */ (byKey.get(key));
    if (row === undefined) return undefined;
    /** @type {Answer} */
    const answer = JSON.parse(row.answer);
    const queue = row.owner === null ? null : { id: Number(row.id), owner: row.owner, dueBy: iso(row.due_by) };
    /** @type {AuditRecord | null} */
    const audit = row.audit === null ? null : JSON.parse(row.audit);
    return { answer, queue, audit };
  }

  return {
    /** What was answered to a delivery, and where it stands in the queue. */
    find,

    /**
     * The first row about this lead and action, as text; also one that couldn't be decided, because then
     * a person has the lead already.
     *
     * @param {unknown} lead
     * @param {unknown} action
     */
    earlier(lead, action) {
      if (typeof lead !== "string" || typeof action !== "string") return null;
      const row = /** @type {any} */ (byLead.get(lead, action));
      return row === undefined ? null : `lead ${row.id}`;
    },

    /**
     * The record of the newest decision, which the next one follows. One process writes to the file: two
     * would make two chains of one.
     *
     * @returns {AuditRecord | undefined}
     */
    newestAudit() {
      const row = /** @type {any} */ (newest.get());
      return row && JSON.parse(row.audit);
    },

    /**
     * Keeps an entry, and with a task also the body. What is there already stays as it is, so that two
     * processes that share the file give one answer.
     *
     * @param {Entry} entry
     * @param {Uint8Array} body
     * @param {Date} now
     */
    keep({ key, lead, action, answer, task, audit }, body, now) {
      const todo = task === null
        ? [null, null, null, null, null]
        : [task.owner, task.dueBy.getTime(), JSON.stringify(task.why), JSON.stringify(task.handoff), body];
      const record = audit === null ? null : JSON.stringify(audit);
      insert.run(key, lead, action, JSON.stringify(answer), now.getTime(), record, ...todo);
      const kept = find(key);
      if (kept === undefined) throw new Error("the lead isn't in the database");
      return kept;
    },

    /** What people have to do, what is due first first. */
    open: () => open.all().map(item),

    /** One task with everything that its owner needs. */
    task(/** @type {number} */ id) {
      const row = /** @type {any} */ (one.get(id));
      if (row === undefined) return undefined;
      return { ...item(row), handoff: JSON.parse(row.handoff), body: Buffer.from(row.body).toString("utf8") };
    },

    /**
     * Marks a task as done; doing so again changes nothing.
     *
     * @param {number} id
     * @param {Date} now
     */
    done(id, now) {
      finish.run(now.getTime(), id);
      const row = /** @type {any} */ (one.get(id));
      return row && { id, doneAt: iso(row.done_at) };
    },

    /** How many tasks are open. */
    count: () => Number(/** @type {any} */ (count.get()).open),

    close: () => database.close(),
  };
}

/** A file of before there were audit records gets a place for them. */
function upgrade(/** @type {InstanceType<typeof Database>} */ database) {
  const columns = database.prepare("SELECT name FROM pragma_table_info('leads')").all();
  const names = columns.map((column) => /** @type {any} */ (column).name);
  if (names.length > 0 && !names.includes("audit")) database.exec("ALTER TABLE leads ADD COLUMN audit TEXT");
}

function item(/** @type {any} */ row) {
  const { id, lane, class: exception, rules } = JSON.parse(row.answer);
  return {
    id: Number(row.id), lead: id, lane, class: exception, rules, why: JSON.parse(row.why), owner: row.owner,
    dueBy: iso(row.due_by), receivedAt: iso(row.received_at), doneAt: row.done_at === null ? null : iso(row.done_at),
  };
}

function iso(/** @type {number} */ milliseconds) {
  return new Date(Number(milliseconds)).toISOString();
}
