//! The layer around one family's routes: sheds floods, bounds body and time, lets the family word
//! every refusal, and gives each answer the headers of its kind.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tower::{Layer, Service};

use super::client_ip::{Client, Network};
use super::flood::Flood;
use super::headers::{HeaderTable, Kind};
use super::limits::{Budget, Overrun, bounded};
use super::refusal::{Asked, Refusal, Renderer};

/// The rules of a door. Doors are not nested: a route with another budget gets its own door with
/// [`Door::budget`], and the routers are merged.
#[derive(Clone, Debug)]
pub struct Door {
    rules: Arc<Rules>,
}

#[derive(Clone, Debug)]
struct Rules {
    kind: Kind,
    table: HeaderTable,
    budget: Budget,
    flood: Option<Arc<Flood<Network>>>,
    renderer: Renderer,
}

impl Door {
    /// A door for answers of one kind with the usual budget and without flood shedding.
    pub fn new(kind: Kind, table: HeaderTable, renderer: Renderer) -> Self {
        Self { rules: Arc::new(Rules { kind, table, budget: Budget::default(), flood: None, renderer }) }
    }

    /// The same door with another kind of answers.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        Arc::make_mut(&mut self.rules).kind = kind;
        self
    }

    /// The same door with another budget.
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        Arc::make_mut(&mut self.rules).budget = budget;
        self
    }

    /// The same door behind buckets, which all doors share; `None` where limits are off.
    #[must_use]
    pub fn flood(mut self, flood: Option<Arc<Flood<Network>>>) -> Self {
        Arc::make_mut(&mut self.rules).flood = flood;
        self
    }
}

impl Rules {
    fn admit(&self, request: Request) -> Result<(Request, Overrun), Refusal> {
        if let Some(flood) = &self.flood {
            let network = Client::of(request.extensions()).network();
            flood.take(network, Instant::now()).map_err(|retry_after| Refusal::TooManyRequests { retry_after })?;
        }
        self.budget.admit(request)
    }

    fn finish(&self, outcome: Result<Response, Refusal>, asked: &Asked) -> Response {
        let refusal = match &outcome {
            Ok(response) => response.extensions().get().copied(),
            Err(refusal) => Some(*refusal),
        };
        let mut response = match (refusal, outcome) {
            (None, Ok(response)) => response,
            (Some(refusal), _) | (None, Err(refusal)) => self.renderer.render(refusal, asked),
        };
        self.table.apply(self.kind, &mut response);
        response
    }
}

impl<S> Layer<S> for Door {
    type Service = DoorService<S>;

    fn layer(&self, inner: S) -> DoorService<S> {
        DoorService { inner, rules: Arc::clone(&self.rules) }
    }
}

/// What [`Door`] makes of a service.
#[derive(Clone, Debug)]
pub struct DoorService<S> {
    inner: S,
    rules: Arc<Rules>,
}

impl<S> Service<Request> for DoorService<S>
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let rules = Arc::clone(&self.rules);
        let asked = Asked::of(&request);
        let admitted = rules.admit(request).map(|(request, overrun)| (self.inner.call(request), overrun));
        Box::pin(async move {
            let outcome = match admitted {
                Ok((handler, overrun)) => run(handler, &overrun, rules.budget).await,
                Err(refusal) => Err(refusal),
            };
            Ok(rules.finish(outcome, &asked))
        })
    }
}

/// A handler that met the end of an oversized body has answered *something* about it; whatever it
/// was, the fact is that the body is too large.
async fn run<R: IntoResponse>(
    handler: impl Future<Output = Result<R, Infallible>>,
    overrun: &Overrun,
    budget: Budget,
) -> Result<Response, Refusal> {
    let Ok(answer) = bounded(handler, budget.time).await?;
    if overrun.happened() {
        return Err(Refusal::BodyTooLarge);
    }
    Ok(answer.into_response())
}

#[cfg(test)]
mod tests;
