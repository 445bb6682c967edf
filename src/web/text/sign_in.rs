//! Signing in: password, code, choice of account.

crate::texts! {
    /// Signing in: password, code, choice of account.
    pub struct SignIn;

    title => "Sign in", "Вход", "Kirish", "Кіру";
    submit => "Sign in", "Войти", "Kirish", "Кіру";
    to_continue(app) =>
        "Sign in to continue to {app}",
        "Войдите, чтобы продолжить в приложении «{app}»",
        "{app} ilovasida davom etish uchun kiring",
        "«{app}» қолданбасында жалғастыру үшін кіріңіз";
    identifier =>
        "Phone number or e-mail",
        "Телефон или эл. почта",
        "Telefon raqami yoki elektron pochta",
        "Телефон нөмірі немесе электрондық пошта";
    password => "Password", "Пароль", "Parol", "Құпиясөз";
    remember =>
        "Stay signed in on this device",
        "Не выходить на этом устройстве",
        "Bu qurilmada tizimda qolish",
        "Осы құрылғыда жүйеде қалу";
    get_code =>
        "Get a code by SMS or e-mail",
        "Получить код по SMS или почте",
        "SMS yoki pochta orqali kod olish",
        "SMS немесе пошта арқылы код алу";
    no_account =>
        "No Freedom ID account yet?",
        "Нет аккаунта Freedom ID?",
        "Freedom ID hisobingiz yoʻqmi?",
        "Freedom ID аккаунтыңыз жоқ па?";
    create => "Create an account", "Создать аккаунт", "Hisob yaratish", "Аккаунт ашу";
    continue_as(name) =>
        "Continue as {name}",
        "Продолжить как {name}",
        "{name} sifatida davom etish",
        "{name} ретінде жалғастыру";
    code_title => "Enter the code", "Введите код", "Kodni kiriting", "Кодты енгізіңіз";
    code_label => "Code", "Код", "Kod", "Код";
    code_sent_to(n, dest, time) =>
        "We sent a {n}-digit code to {dest}. It works until {time}.",
        "Мы отправили {n}-значный код на {dest}. Он действует до {time}.",
        "{n} xonali kod yubordik: {dest}. Kod {time} gacha amal qiladi.",
        "{n} таңбалы код жібердік: {dest}. Кодтың мерзімі аяқталады: {time}.";
    code_maybe_sent(dest, time) =>
        "If {dest} has an account, we sent a code. It works until {time}.",
        "Если для {dest} есть аккаунт, мы отправили код. Он действует до {time}.",
        "Agar {dest} uchun hisob mavjud boʻlsa, kod yuborildi. Kod {time} gacha amal qiladi.",
        "Егер {dest} бойынша аккаунт болса, код жіберілді. Кодтың мерзімі аяқталады: {time}.";
    code_resend =>
        "Send a new code",
        "Отправить новый код",
        "Yangi kod yuborish",
        "Жаңа код жіберу";
    code_resend_at(time) =>
        "You can ask for a new code at {time}",
        "Новый код можно запросить в {time}",
        "Yangi kod soʻrash mumkin boʻlgan vaqt: {time}",
        "Жаңа код сұрауға болатын уақыт: {time}";
    code_resent =>
        "A new code was sent. The previous one no longer works.",
        "Отправлен новый код. Прежний больше не действует.",
        "Yangi kod yuborildi. Avvalgisi endi ishlamaydi.",
        "Жаңа код жіберілді. Алдыңғысы енді жарамайды.";
    code_not_received =>
        "Did not receive the code?",
        "Не пришёл код?",
        "Kod kelmadimi?",
        "Код келмеді ме?";
    code_help_sms =>
        "Check that the number is right and that the phone has signal. A message can take a minute, longer when roaming.",
        "Проверьте номер и связь. Сообщение может идти минуту, в роуминге дольше.",
        "Raqam toʻgʻriligini va aloqa borligini tekshiring. Xabar bir daqiqada, roumingda esa kechroq kelishi mumkin.",
        "Нөмірдің дұрыстығын және байланыстың барын тексеріңіз. Хабар бір минутта, роумингте кешірек келуі мүмкін.";
    code_help_email =>
        "Check that the address is right and look in the spam folder. A letter can take a few minutes.",
        "Проверьте адрес и папку со спамом. Письмо может идти несколько минут.",
        "Manzil toʻgʻriligini va spam jildini tekshiring. Xat bir necha daqiqada kelishi mumkin.",
        "Мекенжайдың дұрыстығын және спам қалтасын тексеріңіз. Хат бірнеше минутта келуі мүмкін.";
    again =>
        "Sign in again to confirm it is you.",
        "Войдите ещё раз, чтобы подтвердить, что это вы.",
        "Bu siz ekaningizni tasdiqlash uchun qayta kiring.",
        "Бұл сіз екеніңізді растау үшін қайта кіріңіз.";
    choose => "Choose an account", "Выберите аккаунт", "Hisobni tanlang", "Аккаунтты таңдаңыз";
    choose_for(app) =>
        "Choose an account to continue to {app}",
        "Выберите аккаунт, чтобы продолжить в приложении «{app}»",
        "{app} ilovasida davom etish uchun hisobni tanlang",
        "«{app}» қолданбасында жалғастыру үшін аккаунтты таңдаңыз";
    signed_out => "Sign in again", "Войти снова", "Qayta kirish", "Қайта кіру";
    other_account =>
        "Use another account",
        "Войти в другой аккаунт",
        "Boshqa hisobdan foydalanish",
        "Басқа аккаунтты пайдалану";
    sign_out_all =>
        "Sign out of all accounts in this browser",
        "Выйти из всех аккаунтов в этом браузере",
        "Bu brauzerdagi barcha hisoblardan chiqish",
        "Осы браузердегі барлық аккаунттан шығу";
}
