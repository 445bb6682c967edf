//! The pages for developers. What is on the wire stays as it is there; this is what stands around it.

crate::texts! {
    /// The pages for developers: titles, headings, introductions.
    pub struct Developers;

    section => "For developers", "Разработчикам", "Dasturchilar uchun", "Әзірлеушілерге";
    start => "Quick start", "Быстрый старт", "Tezkor boshlash", "Жылдам бастау";
    partner => "Partner API", "Партнёрский API", "Hamkor API", "Серіктес API";
    openid => "OpenID Connect", "OpenID Connect", "OpenID Connect", "OpenID Connect";
    session_end => "Session end", "Конец сессии", "Sessiya tugashi", "Сессияның аяқталуы";
    samples => "Code samples", "Примеры кода", "Kod namunalari", "Код үлгілері";
    decisions => "Our decisions", "Наши решения", "Qarorlarimiz", "Біздің шешімдер";
    reference => "API reference", "Справочник API", "API maʼlumotnomasi", "API анықтамалығы";
    button => "Login button", "Кнопка входа", "Kirish tugmasi", "Кіру түймесі";
    trial => "Try it", "Попробовать", "Sinab koʻrish", "Байқап көру";

    headline =>
        "Log people in with Freedom ID",
        "Вход через Freedom ID на вашем сайте",
        "Saytingizga Freedom ID orqali kirish",
        "Сайтыңызға Freedom ID арқылы кіру";
    lead =>
        "Two ways in, one account behind both. Choose one, copy a sample, and people can log in ten minutes from now.",
        "Два способа входа, за ними один аккаунт. Выберите способ, скопируйте пример, и через десять минут вход заработает.",
        "Kirishning ikki usuli, ortida bitta hisob. Birini tanlang, namunadan nusxa oling: oʻn daqiqadan soʻng kirish ishlaydi.",
        "Кірудің екі жолы, артында бір аккаунт. Біреуін таңдап, үлгіні көшіріңіз: он минуттан кейін кіру жұмыс істейді.";
    exactly =>
        "You are told exactly what the person allowed, and never more. Read the granted fields; do not assume the others.",
        "Вам передаётся ровно то, что разрешил человек, и ничего больше. Читайте полученные поля и не рассчитывайте на остальные.",
        "Sizga faqat odam ruxsat bergan maʼlumot yuboriladi, ortiqchasi emas. Kelgan maydonlarni oʻqing, qolganlariga ishonmang.",
        "Сізге адам рұқсат бергені ғана жіберіледі, артығы емес. Келген өрістерді оқыңыз, қалғандарына сенбеңіз.";
    ways => "Two ways in", "Два способа входа", "Kirishning ikki usuli", "Кірудің екі жолы";
    way_link => "Login link", "Ссылка для входа", "Kirish havolasi", "Кіру сілтемесі";
    way_link_text =>
        "Your server asks for a link with one JSON call and sends the browser there. No library is needed.",
        "Ваш сервер одним JSON-запросом получает ссылку и отправляет по ней браузер. Библиотека не нужна.",
        "Serveringiz bitta JSON soʻrov bilan havola oladi va brauzerni oʻsha yerga yuboradi. Kutubxona kerak emas.",
        "Серверіңіз бір JSON сұрауымен сілтеме алып, браузерді сонда жібереді. Кітапхана қажет емес.";
    way_openid =>
        "Standard OpenID Connect",
        "Стандартный OpenID Connect",
        "Standart OpenID Connect",
        "Стандартты OpenID Connect";
    way_openid_text =>
        "Give your library this one address; it reads everything else from there.",
        "Укажите вашей библиотеке этот адрес: остальное она прочитает сама.",
        "Kutubxonangizga shu manzilni bering: qolganini oʻzi oʻqiydi.",
        "Кітапханаңызға осы мекенжайды беріңіз: қалғанын өзі оқиды.";
    flow => "How a login goes", "Как проходит вход", "Kirish qanday oʻtadi", "Кіру қалай өтеді";
    flow_your => "Your server", "Ваш сервер", "Serveringiz", "Серверіңіз";
    flow_browser => "Browser", "Браузер", "Brauzer", "Браузер";
    flow_1 =>
        "Your server makes a login link.",
        "Ваш сервер создаёт ссылку для входа.",
        "Serveringiz kirish havolasini yaratadi.",
        "Серверіңіз кіру сілтемесін жасайды.";
    flow_2 =>
        "The browser opens it; the person signs in and decides what to share.",
        "Браузер открывает её, человек входит и решает, чем поделиться.",
        "Brauzer uni ochadi, odam kiradi va nimani ulashishni hal qiladi.",
        "Браузер оны ашады, адам кіріп, немен бөлісетінін шешеді.";
    flow_3 =>
        "The browser comes back to your site with a code.",
        "Браузер возвращается на ваш сайт с кодом.",
        "Brauzer saytingizga kod bilan qaytadi.",
        "Браузер сайтыңызға кодпен қайтады.";
    flow_4 =>
        "Your server exchanges the code for tokens.",
        "Ваш сервер обменивает код на токены.",
        "Serveringiz kodni tokenlarga almashtiradi.",
        "Серверіңіз кодты токендерге айырбастайды.";
    flow_5 =>
        "Your server reads what the person shares.",
        "Ваш сервер читает то, чем человек поделился.",
        "Serveringiz odam ulashgan maʼlumotni oʻqiydi.",
        "Серверіңіз адам бөліскен деректі оқиды.";
    flow_6 =>
        "When the person signs out of Freedom ID, we tell your server.",
        "Когда человек выходит из Freedom ID, мы сообщаем вашему серверу.",
        "Odam Freedom ID dan chiqqanda serveringizga xabar beramiz.",
        "Адам Freedom ID жүйесінен шыққанда, серверіңізге хабарлаймыз.";
    client => "Get a client", "Получите клиента", "Klient oling", "Клиент алыңыз";
    client_text =>
        "The operator of this server registers your site with one command. The secrets are shown this once.",
        "Оператор этого сервера регистрирует ваш сайт одной командой. Секреты показываются один раз.",
        "Server operatori saytingizni bitta buyruq bilan roʻyxatga oladi. Maxfiy kalitlar bir marta koʻrsatiladi.",
        "Сервер операторы сайтыңызды бір бұйрықпен тіркейді. Құпия кілттер бір рет көрсетіледі.";
    testing => "Test it", "Тестирование", "Sinov", "Сынау";
    testing_text =>
        "In development mode nothing leaves the machine: messages are in the outbox, and tests may set a fixed code.",
        "В режиме разработки ничего не уходит наружу: сообщения лежат в исходящих, а для тестов можно задать постоянный код.",
        "Ishlab chiqish rejimida hech narsa tashqariga chiqmaydi: xabarlar chiqish qutisida, sinov uchun doimiy kod berish mumkin.",
        "Әзірлеу режимінде ештеңе сыртқа шықпайды: хабарлар шығыс жәшігінде, сынақ үшін тұрақты код қоюға болады.";
    native => "Native apps", "Мобильные приложения", "Mobil ilovalar", "Мобильді қолданбалар";
    native_text =>
        "Open the system browser, use PKCE, and come back by an https address or a scheme of your own.",
        "Открывайте системный браузер, применяйте PKCE и возвращайтесь по https-адресу или собственной схеме.",
        "Tizim brauzerini oching, PKCE dan foydalaning va https manzil yoki oʻz sxemangiz orqali qayting.",
        "Жүйелік браузерді ашыңыз, PKCE қолданыңыз және https мекенжайы немесе өз схемаңыз арқылы қайтыңыз.";

    partner_lead =>
        "JSON in and out. These are the calls in the order in which you need them.",
        "Запросы и ответы в JSON. Вызовы идут в том порядке, в каком они понадобятся.",
        "Soʻrov ham, javob ham JSON. Chaqiruvlar kerak boʻladigan tartibda berilgan.",
        "Сұрау да, жауап та JSON. Шақырулар қажет болатын ретімен берілген.";
    return_h => "The person comes back", "Человек возвращается", "Odam qaytadi", "Адам қайтады";
    return_text =>
        "Compare the state with the one you sent, then use the code at once: it is good for 60 seconds and for one use.",
        "Сравните state с отправленным и сразу используйте код: он действует 60 секунд и только один раз.",
        "state qiymatini yuborganingiz bilan solishtiring va kodni darhol ishlating: u 60 soniya va faqat bir marta amal qiladi.",
        "state мәнін жібергеніңізбен салыстырып, кодты бірден қолданыңыз: ол 60 секунд және бір рет қана жарамды.";
    tokens_h => "What tokens are like", "Какие бывают токены", "Tokenlar qanday", "Токендер қандай";
    tokens_text =>
        "Keep them on your server and treat them as text without a meaning.",
        "Храните их на сервере и считайте текстом без смысла.",
        "Ularni serverda saqlang va maʼnosiz matn deb biling.",
        "Оларды серверде сақтап, мағынасыз мәтін деп біліңіз.";
    grants_h => "What you can ask for", "Что можно запросить", "Nimani soʻrash mumkin", "Нені сұрауға болады";
    grants_text =>
        "The second column is what people read when they decide. Ask for what you need today; you can ask for more later.",
        "Во втором столбце то, что читает человек, принимая решение. Запрашивайте нужное сегодня, остальное можно запросить потом.",
        "Ikkinchi ustunda odam qaror qilayotganda oʻqiydigan matn. Bugun kerakligini soʻrang, qolganini keyin soʻrash mumkin.",
        "Екінші бағанда адам шешім қабылдағанда оқитын мәтін. Бүгін керегін сұраңыз, қалғанын кейін сұрауға болады.";
    payload_h => "What is in the profile", "Что входит в профиль", "Profil ichida nima bor", "Профильде не бар";
    payload_text =>
        "The payload is a JSON document in base64url. It carries a version; new members may join without a new one.",
        "Содержимое — JSON-документ в base64url. В нём есть версия; новые поля могут появляться без её смены.",
        "Tarkibi base64url dagi JSON hujjat. Unda versiya bor; yangi maydonlar versiya oʻzgarmasdan qoʻshilishi mumkin.",
        "Мазмұны base64url түріндегі JSON құжаты. Онда нұсқа бар; жаңа өрістер нұсқа өзгермей қосыла алады.";
    users_h =>
        "Create and update people",
        "Создание и изменение людей",
        "Odamlarni yaratish va yangilash",
        "Адамдарды жасау және жаңарту";
    users_text =>
        "With a service token your server adds people it knows. They claim the account by proving the phone number.",
        "С сервисным токеном сервер добавляет знакомых ему людей. Они получают аккаунт, подтвердив номер телефона.",
        "Xizmat tokeni bilan serveringiz oʻzi biladigan odamlarni qoʻshadi. Ular telefon raqamini tasdiqlab, hisobni egallaydi.",
        "Қызмет токенімен серверіңіз өзі білетін адамдарды қосады. Олар телефон нөмірін растап, аккаунтты иеленеді.";
    errors_h => "Errors", "Ошибки", "Xatolar", "Қателер";
    errors_text =>
        "Two shapes: wrong fields by name, and business errors with a number.",
        "Два вида: неверные поля по именам и ошибки с номером.",
        "Ikki xil: nomi bilan notoʻgʻri maydonlar va raqamli xatolar.",
        "Екі түрі: аты бойынша қате өрістер және нөмірі бар қателер.";

    openid_lead =>
        "Any certified library will do. What it needs is in the discovery document.",
        "Подойдёт любая сертифицированная библиотека. Всё нужное есть в документе discovery.",
        "Har qanday sertifikatlangan kutubxona mos keladi. Kerakli hamma narsa discovery hujjatida.",
        "Кез келген сертификатталған кітапхана жарайды. Қажеттінің бәрі discovery құжатында.";
    discovery_h => "Discovery", "Discovery", "Discovery", "Discovery";
    discovery_text =>
        "Recommended for new sites. PKCE with S256 is required; issuer and endpoints come from here.",
        "Рекомендуется для новых сайтов. Обязателен PKCE с S256; издатель и адреса берутся отсюда.",
        "Yangi saytlar uchun tavsiya etiladi. PKCE (S256) majburiy; issuer va manzillar shu yerdan olinadi.",
        "Жаңа сайттарға ұсынылады. PKCE (S256) міндетті; issuer мен мекенжайлар осыдан алынады.";
    partner_openid_h =>
        "The partner's OpenID way",
        "Партнёрский вход OpenID",
        "Hamkorning OpenID usuli",
        "Серіктестің OpenID жолы";
    partner_openid_text =>
        "For partners who began with /openid: long-lived tokens of 128 letters and digits, and a bare ID token.",
        "Для партнёров, начавших с /openid: долгие токены из 128 букв и цифр и краткий ID-токен.",
        "/openid bilan boshlagan hamkorlar uchun: 128 harf va raqamli uzoq muddatli tokenlar va qisqa ID token.",
        "/openid жолымен бастаған серіктестерге: 128 әріп пен цифрлы ұзақ мерзімді токендер және қысқа ID токен.";
    migration_h =>
        "From one way to the other",
        "Переход с одного способа на другой",
        "Bir usuldan boshqasiga oʻtish",
        "Бір жолдан екіншісіне көшу";
    migration_text =>
        "All three share people, consents and ids, so you can move one sign-in at a time. A code is good only at the door it was made for.",
        "Все три способа работают с теми же людьми, разрешениями и id, поэтому переходить можно постепенно. Код действует только там, для чего создан.",
        "Uchalasida ham odamlar, ruxsatlar va id bir xil, shuning uchun asta-sekin oʻtish mumkin. Kod faqat oʻzi yaratilgan joyda amal qiladi.",
        "Үшеуінде де адамдар, рұқсаттар мен id бірдей, сондықтан біртіндеп көшуге болады. Код тек өзі жасалған жерде жарамды.";

    session_lead =>
        "Name an address at the exchange, and your server hears when the person's Freedom ID session ends.",
        "Назовите адрес при обмене кода, и сервер узнает, когда закончится сессия Freedom ID этого человека.",
        "Kodni almashtirishda manzil bering, shunda serveringiz odamning Freedom ID sessiyasi tugaganini biladi.",
        "Код айырбасында мекенжай беріңіз, сонда серверіңіз адамның Freedom ID сессиясы біткенін біледі.";
    call_h => "The call", "Вызов", "Chaqiruv", "Шақыру";
    call_text =>
        "The tokens of this id are dead before the call is sent. End your own session of the person.",
        "Токены с этим id недействительны ещё до вызова. Завершите свою сессию этого человека.",
        "Shu id tokenlari chaqiruvdan oldin bekor boʻladi. Odamning oʻz saytingizdagi sessiyasini tugating.",
        "Осы id токендері шақырудан бұрын жойылады. Адамның өз сайтыңыздағы сессиясын аяқтаңыз.";
    check_h =>
        "Check the signature",
        "Проверьте подпись",
        "Imzoni tekshiring",
        "Қолтаңбаны тексеріңіз";
    check_text =>
        "Anybody can call your address. Only we know your webhook secret.",
        "Вызвать ваш адрес может кто угодно. Секрет вебхука знаем только мы с вами.",
        "Manzilingizni har kim chaqirishi mumkin. Vebxuk kalitini esa faqat biz va siz bilamiz.",
        "Мекенжайыңызды кез келген адам шақыра алады. Вебхук кілтін тек біз бен сіз білеміз.";

    samples_lead =>
        "Each is a whole small site: link, return, exchange, info, profile, refresh and the session-end call. Only what the language brings is used.",
        "Каждый пример — целый маленький сайт: ссылка, возврат, обмен, данные, профиль, обновление и вызов о конце сессии. Без внешних библиотек.",
        "Har biri toʻliq kichik sayt: havola, qaytish, almashtirish, maʼlumot, profil, yangilash va sessiya tugashi chaqiruvi. Tashqi kutubxonasiz.",
        "Әрқайсысы тұтас шағын сайт: сілтеме, қайту, айырбас, дерек, профиль, жаңарту және сессия аяқталу шақыруы. Сыртқы кітапханасыз.";
    decisions_lead =>
        "Where the public documents are silent, a server has to decide. This is what we decided.",
        "Там, где публичные документы молчат, решать приходится серверу. Вот что решили мы.",
        "Ochiq hujjatlar jim turgan joyda server qaror qilishi kerak. Biz shunday qaror qildik.",
        "Ашық құжаттар үндемейтін жерде серверге шешу керек. Біз осылай шештік.";
    reference_lead =>
        "Every JSON endpoint of this server, made from its OpenAPI 3.1 document.",
        "Все JSON-вызовы этого сервера по его документу OpenAPI 3.1.",
        "Ushbu serverning barcha JSON manzillari, OpenAPI 3.1 hujjati asosida.",
        "Осы сервердің барлық JSON шақырулары, OpenAPI 3.1 құжаты бойынша.";
    document => "OpenAPI document", "Документ OpenAPI", "OpenAPI hujjati", "OpenAPI құжаты";

    trial_lead =>
        "Make a login link for the demo site of this development server.",
        "Создайте ссылку для входа на демо-сайт этого сервера разработки.",
        "Shu ishlab chiqish serverining demo sayti uchun kirish havolasini yarating.",
        "Осы әзірлеу серверінің демо-сайты үшін кіру сілтемесін жасаңыз.";
    trial_grants => "What to ask for", "Что запросить", "Nimani soʻrash", "Нені сұрау";
    trial_state => "State", "State", "State", "State";
    trial_make => "Make a link", "Создать ссылку", "Havola yaratish", "Сілтеме жасау";
    trial_none =>
        "There is no demo client: start the server with its demo site.",
        "Демо-клиента нет: запустите сервер с демо-сайтом.",
        "Demo klient yoʻq: serverni demo sayt bilan ishga tushiring.",
        "Демо-клиент жоқ: серверді демо-сайтпен іске қосыңыз.";
    trial_open => "Open the link", "Открыть ссылку", "Havolani ochish", "Сілтемені ашу";
    trial_after =>
        "The demo site itself uses OpenID Connect: it will not know this code. The address you come back to shows it.",
        "Сам демо-сайт использует OpenID Connect и этого кода не знает. Код виден в адресе, на который вы вернётесь.",
        "Demo saytning oʻzi OpenID Connect ishlatadi va bu kodni bilmaydi. Kod siz qaytgan manzilda koʻrinadi.",
        "Демо-сайттың өзі OpenID Connect қолданады, бұл кодты білмейді. Код сіз қайтқан мекенжайда көрінеді.";

    request => "Request", "Запрос", "Soʻrov", "Сұрау";
    answer => "Answer", "Ответ", "Javob", "Жауап";
    answers => "Answers", "Ответы", "Javoblar", "Жауаптар";
    example => "Example", "Пример", "Namuna", "Мысал";
    authorization => "Authorization", "Авторизация", "Avtorizatsiya", "Авторизация";
    nobody => "none needed", "не нужна", "kerak emas", "қажет емес";
    aliases => "Also at", "Также по адресу", "Yana shu manzilda", "Мына мекенжайда да";
    field => "Field", "Поле", "Maydon", "Өріс";
    kind => "Type", "Тип", "Tur", "Түрі";
    rules => "Rules", "Правила", "Qoidalar", "Ережелер";
    meaning => "Meaning", "Значение", "Maʼnosi", "Мағынасы";
    status => "Status", "Статус", "Status", "Күйі";
    code => "Code", "Код", "Kod", "Код";
    sentence => "Message", "Сообщение", "Xabar", "Хабар";
    grant => "Grant", "Разрешение", "Ruxsat", "Рұқсат";
    people_see => "People see", "Человек видит", "Odam koʻradi", "Адам көреді";
    in_info => "In the answer", "В ответе", "Javobda", "Жауапта";
    fact => "Fact", "Свойство", "Xossa", "Қасиет";
    value => "Value", "Значение", "Qiymat", "Мәні";
    all_details =>
        "All fields, answers and errors",
        "Все поля, ответы и ошибки",
        "Barcha maydonlar, javoblar va xatolar",
        "Барлық өрістер, жауаптар мен қателер";
}
