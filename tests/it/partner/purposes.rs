//! Why a partner asks, in the language of the person.

use serde_json::json;

use crate::support::PASSWORD;
use crate::support::browser::Browser;
use crate::support::partner::Partner;
use crate::support::provider::CALLBACK;
use freedom_id::service::clients;

#[tokio::test]
async fn the_consent_page_quotes_the_partner_in_the_language_of_the_person() {
    let partner = Partner::new().await;
    let texts = [("read.phone", "To <b>call</b> you"), ("read.phone#ru", "Чтобы позвонить")];
    let say = move |client: &mut freedom_id::domain::oauth::client::Client| {
        client.purposes = texts.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        Ok(())
    };
    clients::change(&partner, &partner.site.id, say).await.expect("changed");
    for (locale, text) in [("ru", "Чтобы позвонить"), ("kk", "To &#60;b&#62;call&#60;/b&#62; you")] {
        let body = json!({"redirect_uri": CALLBACK, "grants": ["read.phone"], "locale": locale});
        let link = partner.link_of(body).await;
        let mut browser = Browser::new(partner.router.clone());
        let page = browser.get(&link).await;
        let fields = [("identifier", "ana@mail.example"), ("password", PASSWORD)];
        let page = browser.submit(&page, "login", &fields).await;
        assert!(page.has("form#consent") && page.body.contains(text), "{text} in {}", page.body);
    }
}
