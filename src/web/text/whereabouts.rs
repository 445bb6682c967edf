//! Where a person is signed in.

crate::texts! {
    /// Where a person is signed in, and what to do if it was not them.
    pub struct Whereabouts;

    title => "Where you are signed in", "Где выполнен вход", "Hisobga kirilgan qurilmalar", "Аккаунтқа кірген құрылғылар";
    lead =>
        "Every browser with a sign-in to your account. Places are approximate.",
        "Все браузеры, в которых выполнен вход. Места указаны приблизительно.",
        "Hisobingizga kirilgan barcha brauzerlar. Joylar taxminiy koʻrsatiladi.",
        "Аккаунтыңызға кірген барлық браузер. Орындар шамамен көрсетіледі.";
    this => "This device", "Это устройство", "Shu qurilma", "Осы құрылғы";
    others => "Other devices", "Другие устройства", "Boshqa qurilmalar", "Басқа құрылғылар";
    only_this =>
        "You are signed in on this device only.",
        "Вход выполнен только на этом устройстве.",
        "Hisobga faqat shu qurilmada kirilgan.",
        "Аккаунтқа тек осы құрылғыда кірілген.";
    unknown => "Unknown device", "Неизвестное устройство", "Nomaʼlum qurilma", "Белгісіз құрылғы";
    nowhere => "Place unknown", "Место неизвестно", "Joy nomaʼlum", "Орны белгісіз";
    since => "Since", "Вход с", "Boshlangan", "Басталған";
    seen => "Last used", "Последняя активность", "Oxirgi faollik", "Соңғы белсенділік";
    now => "Active now", "Активно сейчас", "Hozir faol", "Қазір белсенді";
    by => "Signed in with", "Способ входа", "Kirish usuli", "Кіру тәсілі";
    count(n) =>
        "{n} sign-ins in this browser",
        "Входов в этом браузере: {n}",
        "Shu brauzerdagi kirishlar: {n}",
        "Осы браузердегі кірулер: {n}";
    end => "Sign out", "Выйти", "Chiqish", "Шығу";
    end_of(device) =>
        "Sign out: {device}",
        "Выйти: {device}",
        "Chiqish: {device}",
        "Шығу: {device}";
    not_me => "Not me", "Это не я", "Bu men emasman", "Бұл мен емеспін";
    end_all =>
        "Sign out all other devices",
        "Выйти на всех других устройствах",
        "Boshqa barcha qurilmalardan chiqish",
        "Басқа барлық құрылғыдан шығу";
    apps(n) =>
        "Apps with their own access: {n}",
        "Приложения со своим доступом: {n}",
        "Oʻz ruxsati bor ilovalar: {n}",
        "Өз рұқсаты бар қолданбалар: {n}";

    all_title =>
        "Sign out all other devices?",
        "Выйти на всех других устройствах?",
        "Boshqa barcha qurilmalardan chiqilsinmi?",
        "Басқа барлық құрылғыдан шығу керек пе?";
    all_note =>
        "Every other browser has to sign in again, and apps lose the access that they hold now: they ask again when you next use them. This device stays signed in.",
        "Во всех других браузерах понадобится войти снова, а приложения потеряют текущий доступ и попросят его при следующем использовании. На этом устройстве вы останетесь в аккаунте.",
        "Boshqa barcha brauzerlarda qayta kirish kerak boʻladi, ilovalar hozirgi ruxsatini yoʻqotadi va keyingi safar yana soʻraydi. Bu qurilmada hisobda qolasiz.",
        "Басқа барлық браузерде қайта кіру керек болады, қолданбалар қазіргі рұқсатынан айырылып, келесіде қайта сұрайды. Бұл құрылғыда аккаунтта қаласыз.";
    ended(device) =>
        "Signed out: {device}",
        "Выполнен выход: {device}",
        "Chiqildi: {device}",
        "Шығылды: {device}";
    all_ended =>
        "You are signed out everywhere but here.",
        "Вход остался только на этом устройстве.",
        "Faqat shu qurilmada qoldingiz.",
        "Тек осы құрылғыда қалдыңыз.";

    secure_title => "Secure your account", "Защитите аккаунт", "Hisobingizni himoyalang", "Аккаунтыңызды қорғаңыз";
    secure_lead =>
        "Somebody else may have got in. Three steps close the door.",
        "Возможно, в аккаунт вошёл кто-то другой. Закройте доступ в три шага.",
        "Hisobga boshqa birov kirgan boʻlishi mumkin. Uch qadamda yoʻlini yoping.",
        "Аккаунтқа басқа біреу кірген болуы мүмкін. Үш қадаммен жолын жабыңыз.";
    secure_out =>
        "Sign out everywhere else",
        "Выйти на всех других устройствах",
        "Boshqa hamma joyda chiqish",
        "Басқа барлық жерден шығу";
    secure_out_note =>
        "Ends every other sign-in and what apps hold, at once.",
        "Сразу завершает все другие входы и текущий доступ приложений.",
        "Boshqa barcha kirishlarni va ilovalar ruxsatini darhol tugatadi.",
        "Басқа барлық кіруді және қолданбалар рұқсатын бірден аяқтайды.";
    done => "Done", "Готово", "Bajarildi", "Орындалды";
    secure_password => "Change your password", "Смените пароль", "Parolni oʻzgartiring", "Құпиясөзді өзгертіңіз";
    secure_password_note =>
        "Choose one that you use nowhere else, and turn on the second step.",
        "Выберите тот, которого больше нигде нет, и включите второй шаг.",
        "Boshqa hech yerda ishlatilmagan parol tanlang va ikkinchi qadamni yoqing.",
        "Басқа еш жерде қолданылмаған құпиясөз таңдап, екінші қадамды қосыңыз.";
    secure_contacts => "Check your contacts", "Проверьте контакты", "Kontaktlaringizni tekshiring", "Байланыстарыңызды тексеріңіз";
    secure_contacts_note =>
        "Remove every address and number that is not yours.",
        "Удалите адреса и номера, которые вам не принадлежат.",
        "Sizga tegishli boʻlmagan manzil va raqamlarni oʻchiring.",
        "Сізге тиесілі емес мекенжайлар мен нөмірлерді жойыңыз.";
    to_security => "Open security", "Открыть раздел «Безопасность»", "Xavfsizlikni ochish", "Қауіпсіздікті ашу";

    pwd => "password", "пароль", "parol", "құпиясөз";
    sms => "code by SMS", "код из SMS", "SMS kodi", "SMS коды";
    otp => "code by e-mail", "код из письма", "pochtadagi kod", "поштадағы код";
    totp => "authenticator app", "приложение-аутентификатор", "autentifikator ilovasi", "аутентификатор қолданбасы";
    passkey => "passkey", "ключ доступа", "kirish kaliti", "кіру кілті";
    recovery => "recovery code", "код восстановления", "tiklash kodi", "қалпына келтіру коды";
    device => "another device", "другое устройство", "boshqa qurilma", "басқа құрылғы";
    upstream => "another provider", "другой провайдер", "boshqa provayder", "басқа провайдер";

    alert(device, place, time) =>
        "New sign-in: {device}, {place}, {time}",
        "Новый вход: {device}, {place}, {time}",
        "Yangi kirish: {device}, {place}, {time}",
        "Жаңа кіру: {device}, {place}, {time}";
    was_it_you => "Was this you?", "Это были вы?", "Bu sizmidingiz?", "Бұл сіз бе едіңіз?";
    yes => "Yes", "Да", "Ha", "Иә";
    no => "No, secure my account", "Нет, защитить аккаунт", "Yoʻq, hisobni himoyalash", "Жоқ, аккаунтты қорғау";
}
