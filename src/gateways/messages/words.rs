//! The sentences around what a message is about.

crate::texts! {
    pub(super) struct Words;
    sms_code(code) => "Freedom ID code: {code}. Do not share it.",
        "Код Freedom ID: {code}. Никому не сообщайте.",
        "Freedom ID kodi: {code}. Hech kimga aytmang.",
        "Freedom ID коды: {code}. Ешкімге айтпаңыз.";
    sms_recover(code) => "Freedom ID recovery code: {code}. Do not share it.",
        "Код сброса Freedom ID: {code}. Не сообщайте.",
        "Freedom ID tiklash kodi: {code}. Hech kimga aytmang.",
        "Freedom ID қайтару коды: {code}. Айтпаңыз.";
    sms_registered(host) => "You already have a Freedom ID. Sign in: {host}",
        "У вас уже есть Freedom ID. Войдите: {host}",
        "Sizda Freedom ID allaqachon bor. Kiring: {host}",
        "Сізде Freedom ID бар. Кіріңіз: {host}";
    sms_not_me(link) => "Not me: {link}", "Это не я: {link}", "Men emas: {link}", "Мен емес: {link}";
    code_subject(code) => "{code} is your Freedom ID code",
        "{code} — ваш код Freedom ID",
        "{code} — Freedom ID kodingiz",
        "{code} — Freedom ID кодыңыз";
    code_why(host) => "Somebody, most likely you, asked for this code at {host}.",
        "Этот код запросили на сайте {host}. Скорее всего, это вы.",
        "Bu kod {host} saytida soʻralgan. Ehtimol, buni siz soʻragansiz.",
        "Бұл код {host} сайтында сұралды. Оны сіз сұраған шығарсыз.";
    code_life(minutes) => "It works for {minutes} min. Do not give it to anybody: we never ask for it.",
        "Срок действия: {minutes} мин. Никому его не сообщайте: мы никогда его не спрашиваем.",
        "Amal qilish muddati: {minutes} daqiqa. Uni hech kimga aytmang: biz uni hech qachon soʻramaymiz.",
        "Жарамдылық мерзімі: {minutes} мин. Оны ешкімге айтпаңыз: біз оны ешқашан сұрамаймыз.";
    code_not_you => "If this was not you, ignore this message. Nothing changes without the code.",
        "Если это не вы, не обращайте внимания. Без кода ничего не изменится.",
        "Bu siz boʻlmasangiz, eʼtibor bermang. Kodsiz hech narsa oʻzgarmaydi.",
        "Бұл сіз болмасаңыз, елемеңіз. Кодсыз ештеңе өзгермейді.";
    recover_subject(code) => "{code} is your code to get back into Freedom ID",
        "{code} — код для восстановления доступа к Freedom ID",
        "{code} — Freedom ID hisobini tiklash kodi",
        "{code} — Freedom ID аккаунтын қайтару коды";
    recover_why(host) => "Somebody, most likely you, asked at {host} to get back into your account.",
        "На сайте {host} запросили восстановление доступа к вашему аккаунту. Скорее всего, это вы.",
        "{host} saytida hisobingizni tiklash soʻralgan. Ehtimol, buni siz soʻragansiz.",
        "{host} сайтында аккаунтыңызды қайтару сұралды. Оны сіз сұраған шығарсыз.";
    recover_link => "You can open this page instead of typing the code:",
        "Вместо ввода кода можно открыть эту страницу:",
        "Kodni kiritish oʻrniga shu sahifani ochish mumkin:",
        "Кодты енгізудің орнына мына бетті ашуға болады:";
    recover_button => "Get back into my account",
        "Восстановить доступ",
        "Hisobimni tiklash",
        "Аккаунтымды қайтару";
    recover_not_you =>
        "If this was not you, ignore this message. Nothing changes without the code or the link.",
        "Если это не вы, не обращайте внимания. Без кода или ссылки ничего не изменится.",
        "Bu siz boʻlmasangiz, eʼtibor bermang. Kodsiz yoki havolasiz hech narsa oʻzgarmaydi.",
        "Бұл сіз болмасаңыз, елемеңіз. Кодсыз немесе сілтемесіз ештеңе өзгермейді.";
    registered_subject => "You already have a Freedom ID",
        "У вас уже есть Freedom ID",
        "Sizda Freedom ID allaqachon bor",
        "Сізде Freedom ID бар";
    registered_why(host) => "Somebody, most likely you, entered this address at {host}. It already belongs to an account.",
        "Этот адрес указали на сайте {host}. Скорее всего, это вы. У него уже есть аккаунт.",
        "Bu manzil {host} saytida kiritilgan. Ehtimol, buni siz kiritgansiz. Unga hisob allaqachon ochilgan.",
        "Бұл мекенжай {host} сайтында енгізілді. Оны сіз енгізген шығарсыз. Ол аккаунтқа тіркелген.";
    registered_how => "You can sign in, also with a code if you do not remember the password:",
        "Можно войти, в том числе по коду, если не помните пароль:",
        "Kirishingiz mumkin, parolni eslamasangiz, kod orqali ham:",
        "Кіруге болады, құпиясөз есте болмаса, код арқылы да:";
    registered_button => "Sign in", "Войти", "Kirish", "Кіру";
    registered_not_you => "If this was not you, ignore this message. Nothing was changed.",
        "Если это не вы, не обращайте внимания. Ничего не изменилось.",
        "Bu siz boʻlmasangiz, eʼtibor bermang. Hech narsa oʻzgarmadi.",
        "Бұл сіз болмасаңыз, елемеңіз. Ештеңе өзгерген жоқ.";
    notice_why(host) => "This happened to your account at {host}. We tell you about every change that matters.",
        "Это произошло с вашим аккаунтом на сайте {host}. Мы сообщаем о каждом важном изменении.",
        "Bu {host} saytidagi hisobingizda yuz berdi. Har bir muhim oʻzgarish haqida xabar beramiz.",
        "Бұл {host} сайтындағы аккаунтыңызда болды. Әр маңызды өзгеріс туралы хабарлаймыз.";
    notice_not_you => "If this was not you, tell us here and we will protect the account:",
        "Если это не вы, сообщите нам здесь, и мы защитим аккаунт:",
        "Bu siz boʻlmasangiz, shu yerda xabar bering, hisobingizni himoya qilamiz:",
        "Бұл сіз болмасаңыз, осында хабарлаңыз, аккаунтты қорғаймыз:";
    notice_button => "This was not me", "Это не я", "Bu men emasman", "Бұл мен емеспін";
    notice_you => "If this was you, there is nothing to do.",
        "Если это вы, делать ничего не нужно.",
        "Bu siz boʻlsangiz, hech narsa qilish shart emas.",
        "Бұл сіз болсаңыз, ештеңе істеудің қажеті жоқ.";
    closing_day(day) => "It will be deleted on {day}. Sign in before that day to keep it.",
        "Дата удаления: {day}. Чтобы сохранить аккаунт, войдите в него до этого дня.",
        "Oʻchirish sanasi: {day}. Hisobni saqlab qolish uchun shu kungacha kiring.",
        "Жойылатын күні: {day}. Аккаунтты сақтап қалу үшін осы күнге дейін кіріңіз.";
    frozen_how => "Nobody can use it until its owner gets back into it here:",
        "Им нельзя пользоваться, пока владелец не восстановит доступ здесь:",
        "Egasi shu yerda tiklamaguncha undan hech kim foydalana olmaydi:",
        "Иесі осында қайтарғанша, оны ешкім пайдалана алмайды:";
    detail => "Details", "Подробности", "Tafsilot", "Мәлімет";
    when => "When", "Когда", "Qachon", "Қашан";
    device => "Device", "Устройство", "Qurilma", "Құрылғы";
    place => "Place", "Место", "Joy", "Орын";
}
