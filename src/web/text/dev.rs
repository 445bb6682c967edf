//! The development outbox and the demo site.

crate::texts! {
    /// The development outbox.
    pub struct Outbox;

    title(n) =>
        "Outbox ({n})",
        "Исходящие ({n})",
        "Chiquvchi xabarlar ({n})",
        "Шығыс хабарлар ({n})";
    samples(n) =>
        "Every message ({n})",
        "Все сообщения ({n})",
        "Barcha xabarlar ({n})",
        "Барлық хабарлар ({n})";
    all_samples =>
        "See how every message looks",
        "Посмотреть, как выглядят все сообщения",
        "Barcha xabarlar qanday koʻrinishini koʻrish",
        "Барлық хабарлардың көрінісін қарау";
    open => "Outbox", "Исходящие", "Chiquvchi xabarlar", "Шығыс хабарлар";
    length(n) => "{n} characters", "Символов: {n}", "Belgilar: {n}", "Таңба саны: {n}";
    strip =>
        "Development: messages are not sent",
        "Разработка: сообщения не отправляются",
        "Ishlab chiqish: xabarlar yuborilmaydi",
        "Әзірлеу: хабарлар жіберілмейді";
    to => "To", "Кому", "Kimga", "Кімге";
    channel => "Channel", "Канал", "Kanal", "Арна";
    all => "All", "Все", "Barchasi", "Барлығы";
    sms => "SMS", "SMS", "SMS", "SMS";
    email => "E-mail", "Эл. почта", "Elektron pochta", "Электрондық пошта";
    filter => "Filter", "Найти", "Saralash", "Сүзу";
    refresh => "Refresh", "Обновить", "Yangilash", "Жаңарту";
    empty =>
        "No messages yet. Start a sign-in.",
        "Сообщений пока нет. Начните вход.",
        "Hozircha xabar yoʻq. Kirishni boshlang.",
        "Әзірге хабар жоқ. Кіруді бастаңыз.";
    copy => "Copy the code", "Скопировать код", "Kodni nusxalash", "Кодты көшіру";
}

crate::texts! {
    /// The demo third-party site.
    pub struct Demo;

    banner =>
        "Demo third-party site. Nothing here is sold.",
        "Демонстрационный сторонний сайт. Здесь ничего не продаётся.",
        "Namoyish uchun uchinchi tomon sayti. Bu yerda hech narsa sotilmaydi.",
        "Көрсетуге арналған бөгде сайт. Мұнда ештеңе сатылмайды.";
    headline =>
        "Tea, lamps and good shoes",
        "Чай, лампы и хорошая обувь",
        "Choy, chiroq va yaxshi poyabzal",
        "Шай, шам және жақсы аяқ киім";
    lead =>
        "A shop that uses Freedom ID instead of its own passwords.",
        "Магазин, который вместо своих паролей использует Freedom ID.",
        "Oʻz parollari oʻrniga Freedom ID dan foydalanadigan doʻkon.",
        "Өз құпиясөздерінің орнына Freedom ID қолданатын дүкен.";
    product_tea => "Green tea, 200\u{a0}g", "Зелёный чай, 200\u{a0}г", "Koʻk choy, 200\u{a0}g", "Көк шай, 200\u{a0}г";
    product_lamp => "Desk lamp", "Настольная лампа", "Stol chirogʻi", "Үстел шамы";
    product_shoes =>
        "Walking shoes",
        "Ботинки для прогулок",
        "Sayr poyabzali",
        "Серуенге арналған аяқ киім";
    log_in =>
        "Log in with Freedom ID",
        "Войти с Freedom ID",
        "Freedom ID orqali kirish",
        "Freedom ID арқылы кіру";
    log_in_popup =>
        "In a pop-up window",
        "Во всплывающем окне",
        "Ochiladigan oynada",
        "Қалқымалы терезеде";
    choose =>
        "What the shop asks for",
        "Что запрашивает магазин",
        "Doʻkon nimani soʻraydi",
        "Дүкен не сұрайды";
    required => "Required", "Обязательно", "Majburiy", "Міндетті";
    optional => "Optional", "По желанию", "Ixtiyoriy", "Қалауыңызша";
    prompt => "Ask again", "Спросить снова", "Qayta soʻrash", "Қайта сұрау";
    prompt_none => "Only if needed", "Только если нужно", "Faqat kerak boʻlsa", "Қажет болса ғана";
    prompt_login => "Sign in", "Вход", "Kirish", "Кіру";
    prompt_consent => "Permission", "Разрешение", "Ruxsat", "Рұқсат";
    prompt_account => "Account", "Аккаунт", "Hisob", "Аккаунт";
    how => "How it works", "Как это работает", "Bu qanday ishlaydi", "Бұл қалай жұмыс істейді";
    how_text =>
        "The button sends the browser to this address:",
        "Кнопка отправляет браузер по этому адресу:",
        "Tugma brauzerni shu manzilga yuboradi:",
        "Батырма браузерді мына мекенжайға жібереді:";
    welcome(name) =>
        "Welcome, {name}",
        "Добро пожаловать, {name}",
        "Xush kelibsiz, {name}",
        "Қош келдіңіз, {name}";
    received =>
        "What the shop received",
        "Что получил магазин",
        "Doʻkon nimalarni oldi",
        "Дүкен не алды";
    refused(list) =>
        "Not shared: {list}",
        "Не передано: {list}",
        "Yuborilmadi: {list}",
        "Жіберілмеді: {list}";
    tokens => "Tokens", "Токены", "Tokenlar", "Токендер";
    tokens_note =>
        "A real shop never shows these.",
        "Настоящий магазин их не показывает.",
        "Haqiqiy doʻkon bularni koʻrsatmaydi.",
        "Нағыз дүкен бұларды көрсетпейді.";
    answer => "Last answer", "Последний ответ", "Oxirgi javob", "Соңғы жауап";
    refresh =>
        "Refresh the tokens",
        "Обновить токены",
        "Tokenlarni yangilash",
        "Токендерді жаңарту";
    userinfo => "Ask for the profile", "Запросить профиль", "Profilni soʻrash", "Профильді сұрау";
    sign_out_here =>
        "Sign out here",
        "Выйти только здесь",
        "Faqat shu yerdan chiqish",
        "Тек осы жерден шығу";
    sign_out_everywhere =>
        "Sign out everywhere",
        "Выйти везде",
        "Hamma joydan chiqish",
        "Барлық жерден шығу";
    denied =>
        "You chose not to share",
        "Вы решили не делиться данными",
        "Maʼlumot bermaslikni tanladingiz",
        "Дерек бермеуді таңдадыңыз";
    denied_text =>
        "You can still browse the shop.",
        "Магазин можно смотреть и так.",
        "Doʻkonni bemalol koʻraverishingiz mumkin.",
        "Дүкенді бәрібір қарай аласыз.";
    expired =>
        "The sign-in took too long",
        "Вход занял слишком много времени",
        "Kirish juda uzoq davom etdi",
        "Кіру тым ұзаққа созылды";
    expired_text =>
        "Start again: it takes a few seconds.",
        "Начните заново: это займёт несколько секунд.",
        "Qaytadan boshlang: bir necha soniya kifoya.",
        "Қайта бастаңыз: бірнеше секунд жетеді.";
    state =>
        "This answer does not belong to your request",
        "Этот ответ не относится к вашему запросу",
        "Bu javob sizning soʻrovingizga tegishli emas",
        "Бұл жауап сіздің сұрауыңызға жатпайды";
    state_text =>
        "The shop did not use it. Start again in one tab.",
        "Магазин его не использовал. Начните заново в одной вкладке.",
        "Doʻkon undan foydalanmadi. Bitta varaqda qaytadan boshlang.",
        "Дүкен оны қолданбады. Бір қойындыда қайта бастаңыз.";
    failed =>
        "Signing in did not work",
        "Войти не получилось",
        "Kirib boʻlmadi",
        "Кіру сәтсіз болды";
    failed_text =>
        "Freedom ID answered with an error.",
        "Freedom ID вернул ошибку.",
        "Freedom ID xato qaytardi.",
        "Freedom ID қате қайтарды.";
    again => "Try again", "Повторить попытку", "Qayta urinish", "Қайталап көру";
    home => "Back to the shop", "Вернуться в магазин", "Doʻkonga qaytish", "Дүкенге оралу";
    skip =>
        "Skip to main content",
        "Перейти к основному содержанию",
        "Asosiy qismga oʻtish",
        "Негізгі мазмұнға өту";
    language => "Language", "Язык", "Til", "Тіл";
}
