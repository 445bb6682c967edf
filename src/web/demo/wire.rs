//! The HTTP client in the shape that the `openidconnect` crate calls.

use std::pin::Pin;

use axum::http::Response;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// Longest answer that is read.
const BODY: usize = 64 * 1024;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum WireError {
    /// The other side failed, is slow, or is not there.
    #[error("no usable answer: {0}")]
    Failed(String),
    /// Its answer is too long.
    #[error("the answer is too long")]
    TooLong,
}

impl From<reqwest::Error> for WireError {
    fn from(error: reqwest::Error) -> Self {
        // Without the URL: it may carry a token.
        Self::Failed(error.without_url().to_string())
    }
}

/// A client that follows no redirects.
#[derive(Clone, Debug)]
pub(super) struct Wire(pub reqwest::Client);

impl Wire {
    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len().saturating_add(chunk.len()) > BODY {
                return Err(WireError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = WireError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
