//! What the pages of an account have in common: where one is, and what a fresh proof is asked for.

crate::texts! {
    /// The frame of the account's pages, and the page that asks for a fresh proof.
    pub struct Account;

    navigation => "Account", "Аккаунт", "Hisob", "Аккаунт";
    menu => "Your account", "Ваш аккаунт", "Sizning hisobingiz", "Сіздің аккаунтыңыз";
    switch => "Use another account", "Другой аккаунт", "Boshqa hisob", "Басқа аккаунт";
    overview => "Overview", "Обзор", "Umumiy", "Шолу";
    profile => "Profile", "Профиль", "Profil", "Профиль";
    emails => "E-mail addresses", "Адреса эл. почты", "Elektron pochta manzillari", "Электрондық пошта мекенжайлары";
    phones => "Phone numbers", "Номера телефонов", "Telefon raqamlari", "Телефон нөмірлері";
    security => "Security", "Безопасность", "Xavfsizlik", "Қауіпсіздік";
    sessions => "Devices", "Устройства", "Qurilmalar", "Құрылғылар";
    apps => "Connected apps", "Подключённые приложения", "Ulangan ilovalar", "Қосылған қолданбалар";
    activity => "Activity", "История действий", "Amallar tarixi", "Әрекеттер тарихы";
    documents => "Documents", "Документы", "Hujjatlar", "Құжаттар";
    data => "Data and account", "Данные и аккаунт", "Maʼlumotlar va hisob", "Деректер мен аккаунт";

    overview_lead =>
        "How your account stands, at a glance.",
        "Главное о вашем аккаунте на одной странице.",
        "Hisobingiz holati bir qarashda.",
        "Аккаунтыңыздың жай-күйі бір қарағанда.";

    confirm => "Confirm it is you", "Подтвердите, что это вы", "Bu siz ekaningizni tasdiqlang", "Бұл сіз екеніңізді растаңыз";
    you_asked(action) =>
        "You asked to: {action}",
        "Вы хотите: {action}",
        "Soʻralgan amal: {action}",
        "Сұралған әрекет: {action}";
    cancel => "Cancel", "Отмена", "Bekor qilish", "Бас тарту";
    resume_lead =>
        "Thank you. One more click, and it is done.",
        "Спасибо. Остался один шаг.",
        "Rahmat. Yana bir marta bosing.",
        "Рақмет. Тағы бір рет басыңыз.";

    change_password => "change the password", "изменить пароль", "parolni oʻzgartirish", "құпиясөзді өзгерту";
    add_contact => "add a contact", "добавить контакт", "kontakt qoʻshish", "байланыс қосу";
    remove_contact => "remove a contact", "удалить контакт", "kontaktni oʻchirish", "байланысты жою";
    change_primary =>
        "change the primary contact",
        "сменить основной контакт",
        "asosiy kontaktni almashtirish",
        "негізгі байланысты ауыстыру";
    set_up_totp =>
        "set up an authenticator app",
        "подключить приложение-аутентификатор",
        "autentifikator ilovasini ulash",
        "аутентификатор қолданбасын қосу";
    remove_totp =>
        "turn off the authenticator app",
        "отключить приложение-аутентификатор",
        "autentifikator ilovasini oʻchirish",
        "аутентификатор қолданбасын өшіру";
    sms_step =>
        "change two-step verification by SMS",
        "изменить второй шаг по SMS",
        "SMS orqali ikkinchi qadamni oʻzgartirish",
        "SMS арқылы екінші қадамды өзгерту";
    recovery_codes =>
        "make recovery codes",
        "создать коды восстановления",
        "tiklash kodlarini yaratish",
        "қалпына келтіру кодтарын жасау";
    add_passkey => "add a passkey", "добавить ключ доступа", "kirish kalitini qoʻshish", "кіру кілтін қосу";
    remove_passkey => "remove a passkey", "удалить ключ доступа", "kirish kalitini oʻchirish", "кіру кілтін жою";
    link_identity =>
        "link an account elsewhere",
        "привязать другой аккаунт",
        "boshqa hisobni bogʻlash",
        "басқа аккаунтты байланыстыру";
    unlink_identity =>
        "unlink an account elsewhere",
        "отвязать другой аккаунт",
        "boshqa hisobni uzish",
        "басқа аккаунтты ажырату";
    sign_in_elsewhere =>
        "sign in on another device",
        "войти на другом устройстве",
        "boshqa qurilmada kirish",
        "басқа құрылғыда кіру";
    export => "get a copy of your data", "получить копию данных", "maʼlumotlar nusxasini olish", "деректер көшірмесін алу";
    see_identifier =>
        "see or change your identification number",
        "посмотреть или изменить идентификационный номер",
        "identifikatsiya raqamini koʻrish yoki oʻzgartirish",
        "сәйкестендіру нөмірін көру немесе өзгерту";
    delete => "delete your account", "удалить аккаунт", "hisobni oʻchirish", "аккаунтты жою";
}
