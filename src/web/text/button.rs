//! The button for other sites, and the page where its markup is made.

crate::texts! {
    /// The button for other sites, and the page where its markup is made.
    pub struct Button;

    login =>
        "Log in with Freedom ID",
        "Войти с Freedom ID",
        "Freedom ID orqali kirish",
        "Freedom ID арқылы кіру";
    go_on =>
        "Continue with Freedom ID",
        "Продолжить с Freedom ID",
        "Freedom ID orqali davom etish",
        "Freedom ID арқылы жалғастыру";
    register =>
        "Sign up with Freedom ID",
        "Зарегистрироваться с Freedom ID",
        "Freedom ID orqali roʻyxatdan oʻtish",
        "Freedom ID арқылы тіркелу";
    new_window =>
        "opens in a new window",
        "откроется в новом окне",
        "yangi oynada ochiladi",
        "жаңа терезеде ашылады";

    title =>
        "The login button",
        "Кнопка входа",
        "Kirish tugmasi",
        "Кіру түймесі";
    lead =>
        "A link of your own site in our look. Choose, copy the markup, and point it at the address where your site starts a login.",
        "Ссылка вашего сайта в нашем оформлении. Выберите вид, скопируйте разметку и укажите адрес, с которого сайт начинает вход.",
        "Bizning koʻrinishdagi oʻz saytingiz havolasi. Tanlang, belgilashdan nusxa oling va saytingiz kirishni boshlaydigan manzilni koʻrsating.",
        "Біздің көріністегі өз сайтыңыздың сілтемесі. Таңдап, белгілеуді көшіріңіз де, сайтыңыз кіруді бастайтын мекенжайды көрсетіңіз.";
    choose => "Your button", "Ваша кнопка", "Sizning tugmangiz", "Сіздің түймеңіз";
    look => "Look", "Вид", "Koʻrinishi", "Көрінісі";
    look_green => "Green", "Зелёная", "Yashil", "Жасыл";
    look_light => "White with a border", "Белая с рамкой", "Oq, ramkali", "Ақ, жиекті";
    look_neutral => "Neutral", "Нейтральная", "Neytral", "Бейтарап";
    look_dark => "Dark", "Тёмная", "Toʻq", "Қою";
    size => "Size", "Размер", "Oʻlchami", "Өлшемі";
    size_48 => "48 px high", "Высота 48 px", "Balandligi 48 px", "Биіктігі 48 px";
    size_40 => "40 px high", "Высота 40 px", "Balandligi 40 px", "Биіктігі 40 px";
    size_icon => "Mark only, 48 px", "Только знак, 48 px", "Faqat belgi, 48 px", "Тек белгі, 48 px";
    words => "Text", "Текст", "Matni", "Мәтіні";
    tongue => "Language of the button", "Язык кнопки", "Tugma tili", "Түйме тілі";
    mode => "How it opens", "Как открывается", "Qanday ochiladi", "Қалай ашылады";
    mode_redirect => "In the same window", "В том же окне", "Shu oynaning oʻzida", "Осы терезенің өзінде";
    mode_popup => "In a pop-up window", "Во всплывающем окне", "Ochiladigan oynada", "Қалқымалы терезеде";
    update => "Show the button", "Показать кнопку", "Tugmani koʻrsatish", "Түймені көрсету";
    preview => "How it looks", "Как она выглядит", "Qanday koʻrinadi", "Қалай көрінеді";
    on_light => "On a light page", "На светлой странице", "Yorugʻ sahifada", "Ашық бетте";
    on_dark => "On a dark page", "На тёмной странице", "Toʻq sahifada", "Қою бетте";
    contrast(ratio) =>
        "Contrast of the text: {ratio} : 1",
        "Контраст текста: {ratio} : 1",
        "Matn kontrasti: {ratio} : 1",
        "Мәтін контрасты: {ratio} : 1";
    markup => "Markup", "Разметка", "Belgilash", "Белгілеу";
    markup_text =>
        "Put your own addresses in place of `/login/freedom`. Without the script, or without scripts at all, it stays a link that works.",
        "Вместо `/login/freedom` укажите свои адреса. Без скрипта это остаётся работающей ссылкой.",
        "`/login/freedom` oʻrniga oʻz manzillaringizni qoʻying. Skriptsiz ham u ishlaydigan havola boʻlib qoladi.",
        "`/login/freedom` орнына өз мекенжайларыңызды қойыңыз. Скриптсіз де ол жұмыс істейтін сілтеме болып қалады.";
    all => "All looks", "Все виды", "Barcha koʻrinishlar", "Барлық көріністер";

    popup_title =>
        "In a pop-up window",
        "Во всплывающем окне",
        "Ochiladigan oynada",
        "Қалқымалы терезеде";
    popup_start =>
        "The script adds `display=popup` to your address. Pass it on: `response_mode=web_message` in the authorization request, or `\"display\": \"popup\"` in the body of the login link.",
        "Скрипт добавляет к вашему адресу `display=popup`. Передайте его дальше: `response_mode=web_message` в запросе авторизации или `\"display\": \"popup\"` в теле запроса ссылки для входа.",
        "Skript manzilingizga `display=popup` qoʻshadi. Uni uzating: avtorizatsiya soʻrovida `response_mode=web_message` yoki kirish havolasi soʻrovi tanasida `\"display\": \"popup\"`.",
        "Скрипт мекенжайыңызға `display=popup` қосады. Оны әрі қарай беріңіз: авторизация сұрауында `response_mode=web_message` немесе кіру сілтемесі сұрауының денесінде `\"display\": \"popup\"`.";
    popup_end =>
        "The code comes to the page that opened the window, and only to the origin of your registered address. If you do not stop the event, the browser goes to `data-callback` with it.",
        "Код получает страница, открывшая окно, и только если её источник совпадает с источником зарегистрированного адреса. Если событие не отменить, браузер перейдёт с кодом на `data-callback`.",
        "Kodni oynani ochgan sahifa oladi, faqat u roʻyxatdan oʻtgan manzilingiz bilan bir manbada boʻlsa. Hodisani toʻxtatmasangiz, brauzer kod bilan `data-callback` manziliga oʻtadi.",
        "Кодты терезені ашқан бет алады, тек ол тіркелген мекенжайыңызбен бір дереккөзде болса. Оқиғаны тоқтатпасаңыз, браузер кодпен `data-callback` мекенжайына өтеді.";
    popup_closed =>
        "Where windows are blocked, the login goes on in the same window. A page with `Cross-Origin-Opener-Policy: same-origin` cannot be told: there the window returns to your site itself. Use `same-origin-allow-popups` instead.",
        "Если окна заблокированы, вход продолжается в том же окне. Странице с `Cross-Origin-Opener-Policy: same-origin` сообщить нельзя: окно само вернётся на ваш сайт. Используйте `same-origin-allow-popups`.",
        "Oynalar bloklangan boʻlsa, kirish shu oynada davom etadi. `Cross-Origin-Opener-Policy: same-origin` sahifasiga xabar berib boʻlmaydi: oyna saytingizga oʻzi qaytadi. Oʻrniga `same-origin-allow-popups` ishlating.",
        "Терезелер бұғатталса, кіру сол терезеде жалғасады. `Cross-Origin-Opener-Policy: same-origin` бетіне хабарлау мүмкін емес: терезе сайтыңызға өзі оралады. Орнына `same-origin-allow-popups` қолданыңыз.";
    events => "Events", "События", "Hodisalar", "Оқиғалар";
    event_start => "The button was pressed.", "Кнопку нажали.", "Tugma bosildi.", "Түйме басылды.";
    event_success =>
        "The code is in `detail.code`, your state in `detail.state`.",
        "Код в `detail.code`, ваш state в `detail.state`.",
        "Kod `detail.code` ichida, state esa `detail.state` ichida.",
        "Код `detail.code` ішінде, state `detail.state` ішінде.";
    event_cancel =>
        "The window is closed or out of reach.",
        "Окно закрыто или недоступно.",
        "Oyna yopildi yoki unga yetib boʻlmaydi.",
        "Терезе жабылды немесе оған қол жетпейді.";
    event_error =>
        "The person refused, or something failed: `detail.code` says what.",
        "Человек отказался или произошла ошибка: что именно, сказано в `detail.code`.",
        "Odam rad etdi yoki xato yuz berdi: sababi `detail.code` ichida.",
        "Адам бас тартты немесе қате болды: себебі `detail.code` ішінде.";
    later =>
        "Buttons that appear later, or in a shadow root: call `FreedomID.enhance` with the element that holds them.",
        "Для кнопок, которые появляются позже или внутри shadow root, вызовите `FreedomID.enhance` с содержащим их элементом.",
        "Keyinroq yoki shadow root ichida paydo boʻladigan tugmalar uchun ularni oʻz ichiga olgan element bilan `FreedomID.enhance` ni chaqiring.",
        "Кейін немесе shadow root ішінде пайда болатын түймелер үшін оларды қамтитын элементпен `FreedomID.enhance` шақырыңыз.";
    integrity =>
        "Integrity",
        "Целостность",
        "Yaxlitlik",
        "Тұтастық";
    integrity_text =>
        "The integrity values above belong to the files of today. After an update of this server a page with old values shows the plain link until you copy the new ones; without them it always loads the newest files.",
        "Значения integrity выше относятся к сегодняшним файлам. После обновления сервера страница со старыми значениями показывает простую ссылку, пока вы не скопируете новые; без них всегда загружаются последние файлы.",
        "Yuqoridagi integrity qiymatlari bugungi fayllarga tegishli. Server yangilangach, eski qiymatli sahifa yangilaridan nusxa olguningizcha oddiy havolani koʻrsatadi; ularsiz har doim eng yangi fayllar yuklanadi.",
        "Жоғарыдағы integrity мәндері бүгінгі файлдарға қатысты. Сервер жаңарған соң, ескі мәндері бар бет жаңаларын көшіргенше жай сілтемені көрсетеді; оларсыз әрқашан ең жаңа файлдар жүктеледі.";

    rules => "Rules of use", "Правила использования", "Foydalanish qoidalari", "Пайдалану ережелері";
    rule_mark =>
        "Do not change the mark or its colours, and leave room around the button: half the height of the mark.",
        "Не меняйте знак и его цвета и оставляйте вокруг кнопки место: половину высоты знака.",
        "Belgini va ranglarini oʻzgartirmang, tugma atrofida belgining yarim balandligicha joy qoldiring.",
        "Белгіні және түстерін өзгертпеңіз, түйме айналасында белгінің жарты биіктігіндей орын қалдырыңыз.";
    rule_radius =>
        "The corners follow your page: set `--freedom-id-radius` between 0 and 24px.",
        "Углы могут быть как на вашей странице: задайте `--freedom-id-radius` от 0 до 24px.",
        "Burchaklar sahifangizga moslashadi: `--freedom-id-radius` ni 0 dan 24px gacha bering.",
        "Бұрыштары бетіңізге сай болады: `--freedom-id-radius` мәнін 0 мен 24px аралығында беріңіз.";

    badge => "The verified badge", "Знак проверки", "Tekshiruv belgisi", "Тексеру белгісі";
    badge_text =>
        "On the page where people decide, this badge stands next to your name. Without it they are warned that nobody has checked who runs the app.",
        "На странице решения этот знак стоит рядом с вашим названием. Без него людей предупреждают, что владельца приложения никто не проверял.",
        "Odamlar qaror qiladigan sahifada bu belgi nomingiz yonida turadi. Usiz ularga ilova egasini hech kim tekshirmagani aytiladi.",
        "Адамдар шешім қабылдайтын бетте бұл белгі атауыңыздың жанында тұрады. Онсыз қолданба иесін ешкім тексермегені ескертіледі.";
    badge_how =>
        "To get it, send the operator of this server your client id, the registered name of the company and its registration number. When they are checked, the operator marks the client as verified; the badge is given, not drawn: do not put it on your own pages.",
        "Чтобы получить его, отправьте оператору этого сервера client_id, официальное название компании и её регистрационный номер. После проверки оператор отметит клиента как проверенного; знак показываем только мы: не размещайте его на своих страницах.",
        "Uni olish uchun bu server operatoriga client_id, kompaniyaning rasmiy nomi va roʻyxat raqamini yuboring. Tekshirilgach, operator mijozni tekshirilgan deb belgilaydi; belgini faqat biz koʻrsatamiz: uni oʻz sahifalaringizga qoʻymang.",
        "Оны алу үшін осы сервердің операторына client_id, компанияның ресми атауын және тіркеу нөмірін жіберіңіз. Тексерілген соң оператор клиентті тексерілген деп белгілейді; белгіні тек біз көрсетеміз: оны өз беттеріңізге қоймаңыз.";
    badge_app => "Your shop", "Ваш магазин", "Sizning doʻkoningiz", "Сіздің дүкеніңіз";
}
