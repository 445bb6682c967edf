//! No table scan on a hot path: every statement of the store is read from its source and explained
//! by the engine. Statements that may look at a whole table are named here, with the reason.

use std::fs;
use std::path::Path;

use freedom_id::store::Engine;
use sqlx::Row as _;

use crate::support::TestCore;

/// File, a piece of the statement, why it may scan.
const MAY_SCAN: &[(&str, &str, &str)] = &[
    ("users", "WHERE role = $1", "asked once, at the first start"),
    ("users", "ORDER BY created_at", "an operator's listing"),
    ("grants", "SET revoked_at = $1 WHERE revoked_at IS NULL", "token revoke --all"),
    ("access_tokens", "SET revoked_at = $1 WHERE revoked_at IS NULL", "token revoke --all"),
    ("signing_keys", "", "a handful of rows"),
    ("clients", "SELECT id, options", "once a minute at most, and telephones ask every few hours"),
    ("outbox", "($1 = '' OR destination = $1)", "the development outbox"),
];

struct Statement {
    file: String,
    sql: String,
}

fn statements() -> Vec<Statement> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let files: Vec<(String, String)> = fs::read_dir(dir)
        .expect("the store")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            (
                path.file_stem().expect("a name").to_string_lossy().into_owned(),
                fs::read_to_string(&path).expect("a file"),
            )
        })
        .collect();
    let joined = files.iter().find(|(name, _)| name == "grants").and_then(|(_, text)| macro_text(text, "joined"));
    let mut all = Vec::new();
    for (file, text) in &files {
        if ["database", "lane", "migrations", "lock", "row", "unique", "mod"].contains(&file.as_str()) {
            continue;
        }
        let columns = macro_text(text, "columns").unwrap_or_default();
        for call in ["sqlx::query(", "sqlx::query_scalar("] {
            for piece in text.split(call).skip(1).filter(|piece| !piece.starts_with("statement)")) {
                let sql = literal(piece, &columns, joined.as_deref().unwrap_or_default());
                assert!(
                    !sql.trim().is_empty(),
                    "a statement of {file} is not a literal: {}",
                    &piece[..60.min(piece.len())]
                );
                all.push(Statement { file: file.clone(), sql });
            }
        }
    }
    for (file, text) in &files {
        // Chosen among several: each one counts.
        for choice in text.split("let statement =").skip(1) {
            let choice = choice.split("sqlx::query(").next().unwrap_or_default();
            let literals = choice.split('"').skip(1).step_by(2);
            all.extend(literals.map(|sql| Statement { file: file.clone(), sql: sql.replace("\\\n", " ") }));
        }
    }
    assert!(all.len() > 50, "the statements are found");
    all
}

/// The text of a macro that stands for columns.
fn macro_text(source: &str, name: &str) -> Option<String> {
    let body = source.split(&format!("macro_rules! {name}")).nth(1)?;
    Some(literal(&body[body.find('"')?..], "", ""))
}

/// The string literals up to the closing bracket, put together.
fn literal(source: &str, columns: &str, joined: &str) -> String {
    let mut out = String::new();
    let mut depth = 1;
    let mut chars = source.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            // A line that goes on: white space at the next line's begin is dropped.
                            Some((_, '\n')) => out.push(' '),
                            Some((_, other)) => out.push(other),
                            None => break,
                        },
                        other => out.push(other),
                    }
                }
            }
            '(' | '{' => depth += 1,
            ')' | '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            'c' if source[at..].starts_with("columns!()") => out.push_str(columns),
            'j' if source[at..].starts_with("joined!()") => out.push_str(joined),
            _ => {}
        }
    }
    out
}

fn parameters(sql: &str) -> usize {
    let numbers = sql
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<usize>().ok());
    numbers.max().unwrap_or(0)
}

async fn plan(core: &TestCore, statement: &Statement) -> String {
    use freedom_id::store::Conn as _;
    let mut reader = core.db.read().await.expect("a reader");
    let conn = reader.conn();
    let rows = match core.db.engine() {
        Engine::Sqlite => {
            let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql);
            let mut query = sqlx::query(sqlx::AssertSqlSafe(explain));
            for _ in 0..parameters(&statement.sql) {
                query = query.bind("");
            }
            query
                .fetch_all(conn)
                .await
                .map(|rows| rows.iter().map(|r| r.get::<String, _>("detail")).collect::<Vec<_>>())
        }
        Engine::Postgres => {
            let nulls = vec!["NULL"; parameters(&statement.sql)].join(", ");
            let arguments = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
            // Tables are empty here: without this every plan would be a scan. The price that it puts on
            // one would start the compiler, which takes seconds.
            let settings = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off;";
            let prepare = format!("{settings} PREPARE probe AS {}", statement.sql);
            sqlx::raw_sql(sqlx::AssertSqlSafe(prepare))
                .execute(&mut *conn)
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", statement.sql));
            let explain = format!("EXPLAIN EXECUTE probe{arguments}");
            let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(explain)).fetch_all(&mut *conn).await;
            sqlx::raw_sql("DEALLOCATE probe").execute(conn).await.expect("the probe goes");
            rows.map(|rows| rows.iter().map(|r| r.get::<String, _>(0)).collect())
        }
    };
    rows.unwrap_or_else(|e| panic!("{} of {}: {e}", statement.sql, statement.file)).join("\n")
}

fn scans(engine: Engine, plan: &str) -> bool {
    plan.lines().any(|line| match engine {
        Engine::Sqlite => line.starts_with("SCAN ") && !line.contains("CONSTANT ROW"),
        Engine::Postgres => line.contains("Seq Scan"),
    })
}

#[tokio::test]
async fn no_statement_scans_a_table_without_leave() {
    let core = TestCore::new().await;
    let engine = core.db.engine();
    let mut wrong = Vec::new();
    for statement in statements() {
        let plan = plan(&core, &statement).await;
        let excused = MAY_SCAN.iter().any(|(file, piece, _)| *file == statement.file && statement.sql.contains(piece));
        if scans(engine, &plan) && !excused {
            wrong.push(format!("{}: {}\n{plan}", statement.file, statement.sql));
        }
    }
    assert!(wrong.is_empty(), "table scans:\n{}", wrong.join("\n\n"));
}
