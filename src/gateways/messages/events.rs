//! What happened to an account, in few words: a text message has room for no more.

use crate::base::Locale;
use crate::domain::message::Event;

crate::texts! {
    struct Events;
    new_device => "New sign-in", "Новый вход", "Yangi kirish", "Жаңа кіру";
    password_changed => "Password changed", "Пароль изменён", "Parol oʻzgartirildi", "Құпиясөз өзгертілді";
    password_reset => "Password reset", "Пароль сброшен", "Parol tiklandi", "Құпиясөз қалпына келтірілді";
    email_added => "E-mail address added",
        "Добавлен адрес эл. почты",
        "Elektron pochta qoʻshildi",
        "Электрондық пошта қосылды";
    email_removed => "E-mail address removed",
        "Удалён адрес эл. почты",
        "Elektron pochta olib tashlandi",
        "Электрондық пошта жойылды";
    phone_added => "Phone number added",
        "Добавлен номер телефона",
        "Telefon raqami qoʻshildi",
        "Телефон нөмірі қосылды";
    phone_removed => "Phone number removed",
        "Удалён номер телефона",
        "Telefon raqami olib tashlandi",
        "Телефон нөмірі жойылды";
    primary_changed => "Main contact changed",
        "Изменён основной контакт",
        "Asosiy aloqa oʻzgartirildi",
        "Негізгі байланыс өзгертілді";
    totp_on => "Authenticator app switched on",
        "Аутентификатор включён",
        "Autentifikator ilovasi yoqildi",
        "Аутентификатор қосылды";
    totp_off => "Authenticator app switched off",
        "Аутентификатор отключён",
        "Autentifikator ilovasi oʻchirildi",
        "Аутентификатор өшірілді";
    sms_step_on => "Sign-in codes by SMS switched on",
        "Коды по SMS при входе включены",
        "Kirishda SMS kodlar yoqildi",
        "Кірудегі SMS кодтар қосылды";
    sms_step_off => "Sign-in codes by SMS switched off",
        "Коды по SMS при входе отключены",
        "Kirishda SMS kodlar oʻchirildi",
        "Кірудегі SMS кодтар өшірілді";
    recovery_codes_made => "New recovery codes made",
        "Созданы коды восстановления",
        "Yangi tiklash kodlari yaratildi",
        "Қалпына келтіру кодтары жасалды";
    recovery_code_used => "Recovery code used",
        "Использован код восстановления",
        "Tiklash kodi ishlatildi",
        "Қалпына келтіру коды қолданылды";
    passkey_added => "Passkey added", "Добавлен ключ доступа", "Kirish kaliti qoʻshildi", "Кіру кілті қосылды";
    passkey_removed => "Passkey removed",
        "Удалён ключ доступа",
        "Kirish kaliti olib tashlandi",
        "Кіру кілті жойылды";
    identity_linked => "Sign-in with another site added",
        "Добавлен вход через другой сайт",
        "Boshqa sayt orqali kirish qoʻshildi",
        "Басқа сайт арқылы кіру қосылды";
    identity_unlinked => "Sign-in with another site removed",
        "Удалён вход через другой сайт",
        "Boshqa sayt orqali kirish olib tashlandi",
        "Басқа сайт арқылы кіру жойылды";
    export_made => "A copy of your data was made",
        "Создана копия ваших данных",
        "Maʼlumotlaringiz nusxasi olindi",
        "Деректеріңіздің көшірмесі алынды";
    closing_begun => "Your account is set to be deleted",
        "Аккаунт будет удалён",
        "Hisobingiz oʻchiriladi",
        "Аккаунтыңыз жойылады";
    closing_ended => "Your account is kept",
        "Удаление аккаунта отменено",
        "Hisobni oʻchirish bekor qilindi",
        "Аккаунтты жою тоқтатылды";
    erased => "Your account was deleted", "Аккаунт удалён", "Hisobingiz oʻchirildi", "Аккаунтыңыз жойылды";
    frozen => "Your account is frozen", "Аккаунт заморожен", "Hisobingiz muzlatildi", "Аккаунтыңыз бұғатталды";
}

/// An event in a language.
pub const fn fact(event: Event, locale: Locale) -> &'static str {
    let words = Events(locale);
    match event {
        Event::NewDevice => words.new_device(),
        Event::PasswordChanged => words.password_changed(),
        Event::PasswordReset => words.password_reset(),
        Event::EmailAdded => words.email_added(),
        Event::EmailRemoved => words.email_removed(),
        Event::PhoneAdded => words.phone_added(),
        Event::PhoneRemoved => words.phone_removed(),
        Event::PrimaryChanged => words.primary_changed(),
        Event::TotpOn => words.totp_on(),
        Event::TotpOff => words.totp_off(),
        Event::SmsStepOn => words.sms_step_on(),
        Event::SmsStepOff => words.sms_step_off(),
        Event::RecoveryCodesMade => words.recovery_codes_made(),
        Event::RecoveryCodeUsed => words.recovery_code_used(),
        Event::PasskeyAdded => words.passkey_added(),
        Event::PasskeyRemoved => words.passkey_removed(),
        Event::IdentityLinked => words.identity_linked(),
        Event::IdentityUnlinked => words.identity_unlinked(),
        Event::ExportMade => words.export_made(),
        Event::ClosingBegun => words.closing_begun(),
        Event::ClosingEnded => words.closing_ended(),
        Event::Erased => words.erased(),
        Event::Frozen => words.frozen(),
    }
}
