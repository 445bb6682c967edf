//! The guarded client in the shape that the `openidconnect` crate calls.

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::gateways::fetch::{FetchError, Guarded};

/// Follows no redirects, reads no long answers, and reaches public addresses only.
#[derive(Clone, Debug)]
pub(super) struct Wire(pub Guarded);

impl Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let (status, headers, body) = self.0.send(request.try_into()?).await?;
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
