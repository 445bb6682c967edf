//! The write lane. On `SQLite` one connection writes, and what arrives together commits together:
//! under `synchronous=FULL` the price of a commit is shared by the batch. On `PostgreSQL` each
//! closure is a transaction of the pool, and the server groups commits itself.

use std::sync::Arc;
use std::time::Duration;

use sqlx::AnyConnection;
use sqlx::AnyPool;
use sqlx::any::AnyConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::time::timeout;

use super::Tx;
use super::database::{TxConnection, Work, prepare_sqlite};
use crate::base::Fault;

/// Closures that commit together at most.
const BATCH: usize = 128;
/// Closures that may wait; past this the caller is told to come back.
const QUEUE: usize = 2_048;
/// Longest run of one closure, and longest wait for a place in the queue.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is left of a closure after it ran: whether it stays, and how to tell its caller.
pub(super) struct Settled {
    keep: bool,
    answer: Box<dyn FnOnce(Result<(), Arc<str>>) + Send>,
}

pub(super) type Settling<'t> = std::pin::Pin<Box<dyn Future<Output = Settled> + Send + 't>>;
type Closure = Box<dyn for<'t> FnOnce(&'t mut Tx) -> Settling<'t> + Send>;

/// A closure that waits for its turn.
pub(super) struct Item {
    run: Closure,
    /// One statement: it stands or falls alone and needs no savepoint.
    single: bool,
}

/// Where closures queue.
#[derive(Clone)]
pub(super) enum Lane {
    Single { queue: mpsc::Sender<Item>, stop: Arc<Notify>, closed: Arc<Mutex<()>> },
    Pool(AnyPool),
}

impl Lane {
    /// Starts the one writer of a `SQLite` file.
    pub(super) fn single_writer(options: AnyConnectOptions) -> Self {
        let (queue, items) = mpsc::channel(QUEUE);
        let items = Arc::new(Mutex::new(items));
        let closed = Arc::new(Mutex::new(()));
        let running = closed.clone().try_lock_owned();
        let stop = Arc::new(Notify::new());
        let asked = stop.clone();
        tokio::spawn(async move {
            let _held_while_running = running;
            // A panic in a closure ends the inner task only; the lane goes on with a new connection.
            while let Err(stopped) = tokio::spawn(write_batches(options.clone(), items.clone(), asked.clone())).await {
                tracing::error!(panicked = stopped.is_panic(), "the write lane is restarted");
            }
        });
        Self::Single { queue, stop, closed }
    }

    /// Writes through a pool.
    pub(super) fn pool(pool: AnyPool) -> Self {
        Self::Pool(pool)
    }

    pub(super) async fn run<T, E, F>(&self, single: bool, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        match self {
            Self::Single { queue, .. } => {
                let (caller, result) = oneshot::channel();
                let item = Item { run: closure(work, caller), single };
                match timeout(PATIENCE, queue.send(item)).await {
                    Err(_) => return Err(Fault::Busy("database writes").into()),
                    Ok(Err(_)) => return Err(Fault::Database("the database is closed".into()).into()),
                    Ok(Ok(())) => {}
                }
                result.await.unwrap_or_else(|_| Err(Fault::Database("the write was dropped".into()).into()))
            }
            Self::Pool(pool) => {
                // A task of its own: a caller that goes away must not cancel half a transaction.
                let pool = pool.clone();
                let task = tokio::spawn(async move { write_alone(&pool, work).await });
                task.await.unwrap_or_else(|_| Err(Fault::Bug("a write closure panicked").into()))
            }
        }
    }

    /// Takes no more, finishes what waits, and lets the connection go.
    pub(super) async fn close(&self) {
        if let Self::Single { stop, closed, .. } = self {
            stop.notify_one();
            let _ = timeout(PATIENCE, closed.lock()).await;
        }
    }
}

fn closure<T, E, F>(work: F, caller: oneshot::Sender<Result<T, E>>) -> Closure
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    Box::new(move |tx| {
        Box::pin(async move {
            let result = match timeout(PATIENCE, work(tx)).await {
                Ok(result) => result,
                Err(_) => Err(Fault::Busy("a database write").into()),
            };
            let keep = result.is_ok();
            let answer = Box::new(move |committed: Result<(), Arc<str>>| {
                let outcome = match (committed, result) {
                    (Ok(()), result) => result,
                    (Err(_), Err(refusal)) => Err(refusal),
                    (Err(why), Ok(_)) => Err(Fault::Database(why.to_string()).into()),
                };
                // The caller may have gone; the write stays.
                let _ = caller.send(outcome);
            });
            Settled { keep, answer }
        })
    })
}

async fn write_batches(options: AnyConnectOptions, items: Arc<Mutex<mpsc::Receiver<Item>>>, stop: Arc<Notify>) {
    let mut items = items.lock().await;
    let mut connection: Option<Tx> = None;
    let mut batch: Vec<Item> = Vec::with_capacity(BATCH);
    loop {
        let taken = tokio::select! {
            biased;
            taken = items.recv_many(&mut batch, BATCH) => taken,
            () = stop.notified() => {
                items.close();
                continue;
            }
        };
        if taken == 0 {
            break;
        }
        let mut answers = Vec::with_capacity(batch.len());
        let outcome = write_batch(&options, &mut connection, &mut batch, &mut answers).await;
        if let Err(fault) = &outcome {
            tracing::error!(%fault, "a batch of writes failed");
            connection = None;
        }
        batch.clear();
        let outcome: Result<(), Arc<str>> = outcome.map_err(|fault| fault.to_string().into());
        for Settled { answer, .. } in answers {
            answer(outcome.clone());
        }
    }
    if let Some(Tx(TxConnection::Lane(connection))) = connection {
        // The last connection to close folds the log into the file.
        let _ = connection.close().await;
    }
}

/// Runs a batch in one transaction. Each closure has a savepoint, so that one that refuses does not
/// undo its neighbours; a batch of one needs none, nor does a closure of one statement.
async fn write_batch(
    options: &AnyConnectOptions,
    connection: &mut Option<Tx>,
    batch: &mut Vec<Item>,
    answers: &mut Vec<Settled>,
) -> Result<(), Fault> {
    if connection.is_none() {
        let mut conn: AnyConnection = options.connect().await?;
        prepare_sqlite(&mut conn, false).await?;
        *connection = Some(Tx(TxConnection::Lane(conn)));
    }
    let Some(tx) = connection else { return Err(Fault::Bug("no writer connection")) };
    execute(tx, "BEGIN IMMEDIATE").await?;
    let alone = batch.len() == 1;
    let mut keep_any = false;
    let mut savepoint = false;
    for item in batch.drain(..) {
        let guarded = !alone && !item.single;
        if guarded {
            // One round trip for the end of the last savepoint and the begin of the next.
            execute(tx, if savepoint { "RELEASE item; SAVEPOINT item" } else { "SAVEPOINT item" }).await?;
            savepoint = true;
        }
        let settled = (item.run)(tx).await;
        if guarded && !settled.keep {
            execute(tx, "ROLLBACK TO item").await?;
        }
        keep_any |= settled.keep;
        answers.push(settled);
    }
    // The last savepoint ends with the transaction.
    execute(tx, if keep_any { "COMMIT" } else { "ROLLBACK" }).await
}

async fn execute(tx: &mut Tx, statement: &'static str) -> Result<(), Fault> {
    use super::Conn as _;
    sqlx::raw_sql(statement).execute(tx.conn()).await?;
    Ok(())
}

async fn write_alone<T, E, F>(pool: &AnyPool, work: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T, E> + Send,
    E: From<Fault>,
{
    let transaction = pool.begin().await.map_err(Fault::from)?;
    let mut tx = Tx(TxConnection::Pool(transaction));
    let result = match timeout(PATIENCE, work(&mut tx)).await {
        Ok(result) => result,
        Err(_) => Err(Fault::Busy("a database write").into()),
    };
    let TxConnection::Pool(transaction) = tx.0 else { return Err(Fault::Bug("not a pool transaction").into()) };
    match result {
        Ok(value) => {
            transaction.commit().await.map_err(Fault::from)?;
            Ok(value)
        }
        Err(refusal) => {
            // Dropping would roll back too, but later; the caller may ask again at once.
            let _ = transaction.rollback().await;
            Err(refusal)
        }
    }
}
