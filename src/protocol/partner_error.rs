//! The business errors of the partner API: the one table of their numbers.
//!
//! 100101 and 100102 are the provider's (seed `001`; the second is documented only as a parameter of the
//! return). Everything from 900001 on is ours; no other number of theirs is invented.

use crate::protocol::error::ErrorCode;

/// A business error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerError {
    /// The code of an exchange is unknown, expired, used or somebody else's.
    InvalidCode,
    /// The person did not allow it.
    Refused,
    /// The body is not JSON.
    MalformedJson,
    /// Wrong credentials of a client.
    BadClient,
    /// The token is unknown, expired, or of another kind.
    BadToken,
    /// The token or the client may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The phone number is another account's.
    PhoneTaken,
    /// The e-mail address is another account's.
    EmailTaken,
    /// Too many requests.
    TooMany,
    /// The body is of another content type.
    ContentType,
    /// Wrong method.
    Method,
    /// The body is too large.
    TooLarge,
    /// The request at `/openid` is wrong.
    BadRequest,
    /// The person would have to be asked.
    NeedsPerson,
    /// Our side failed.
    Internal,
    /// Our side is busy.
    Unavailable,
}

impl PartnerError {
    /// All of them, for documents.
    pub const ALL: [Self; 17] = [
        Self::InvalidCode,
        Self::Refused,
        Self::MalformedJson,
        Self::BadClient,
        Self::BadToken,
        Self::Forbidden,
        Self::NotFound,
        Self::PhoneTaken,
        Self::EmailTaken,
        Self::TooMany,
        Self::ContentType,
        Self::Method,
        Self::TooLarge,
        Self::BadRequest,
        Self::NeedsPerson,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The number.
    pub const fn code(self) -> u32 {
        match self {
            Self::InvalidCode => 100_101,
            Self::Refused => 100_102,
            Self::MalformedJson => 900_001,
            Self::BadClient => 900_002,
            Self::BadToken => 900_003,
            Self::Forbidden => 900_004,
            Self::NotFound => 900_005,
            Self::PhoneTaken => 900_006,
            Self::EmailTaken => 900_007,
            Self::TooMany => 900_008,
            Self::ContentType => 900_009,
            Self::Method => 900_010,
            Self::TooLarge => 900_011,
            Self::BadRequest => 900_012,
            Self::NeedsPerson => 900_013,
            Self::Internal | Self::Unavailable => 900_099,
        }
    }

    /// The HTTP status of an answer with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidCode | Self::MalformedJson | Self::BadRequest => 400,
            Self::BadClient | Self::BadToken => 401,
            Self::Refused | Self::Forbidden | Self::NeedsPerson => 403,
            Self::NotFound => 404,
            Self::PhoneTaken | Self::EmailTaken => 409,
            Self::TooMany => 429,
            Self::ContentType => 415,
            Self::Method => 405,
            Self::TooLarge => 413,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The sentence of the envelope.
    pub const fn message(self) -> &'static str {
        match self {
            Self::InvalidCode => "Invalid authorization_code.",
            Self::Refused => "The user refused.",
            Self::MalformedJson => "The body is not valid JSON.",
            Self::BadClient => "Invalid client credentials.",
            Self::BadToken => "The token is invalid, expired or of the wrong kind.",
            Self::Forbidden => "The token does not allow this.",
            Self::NotFound => "Not found.",
            Self::PhoneTaken => "The phone belongs to another account.",
            Self::EmailTaken => "The email belongs to another account.",
            Self::TooMany => "Too many requests.",
            Self::ContentType => "The body must be application/json.",
            Self::Method => "The method is not allowed.",
            Self::TooLarge => "The body is too large.",
            Self::BadRequest => "The request is not valid.",
            Self::NeedsPerson => "The user has to be asked.",
            Self::Internal => "Internal error.",
            Self::Unavailable => "Temporarily unavailable.",
        }
    }

    /// The number that goes with a standard error in a return from the authorization endpoint.
    pub const fn of_authorization(error: ErrorCode) -> Self {
        match error {
            ErrorCode::AccessDenied => Self::Refused,
            ErrorCode::InvalidScope | ErrorCode::UnauthorizedClient => Self::Forbidden,
            ErrorCode::LoginRequired | ErrorCode::ConsentRequired | ErrorCode::InteractionRequired => Self::NeedsPerson,
            ErrorCode::ServerError => Self::Internal,
            ErrorCode::TemporarilyUnavailable => Self::Unavailable,
            _ => Self::BadRequest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_documented_ones_or_ours() {
        for error in PartnerError::ALL {
            assert!(matches!(error.code(), 100_101 | 100_102 | 900_001..=900_099), "{error:?}");
        }
        assert_eq!(PartnerError::of_authorization(ErrorCode::AccessDenied).code(), 100_102);
    }
}
