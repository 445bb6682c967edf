//! Signing in with an account at another provider, and the list of such accounts.

crate::texts! {
    /// Accounts elsewhere that open an account here.
    pub struct Upstream;

    continue_with(name) =>
        "Continue with {name}",
        "Продолжить с {name}",
        "{name} orqali davom etish",
        "{name} арқылы жалғастыру";
    leaving(name) =>
        "Taking you to {name}…",
        "Переходим к {name}…",
        "{name} ga oʻtilmoqda…",
        "{name} бетіне өтудеміз…";
    leaving_text(name) =>
        "You sign in there and come back here. Freedom ID never sees your {name} password.",
        "Вы войдёте там и вернётесь сюда. Freedom ID не увидит ваш пароль {name}.",
        "U yerda kirib, bu yerga qaytasiz. Freedom ID {name} parolingizni koʻrmaydi.",
        "Сонда кіріп, осында ораласыз. Freedom ID {name} құпиясөзіңізді көрмейді.";

    choice_title(name) =>
        "Your {name} account is not connected yet",
        "Ваш аккаунт {name} ещё не подключён",
        "{name} hisobingiz hali ulanmagan",
        "{name} аккаунтыңыз әлі қосылмаған";
    choice_lead =>
        "No Freedom ID opens with it so far. Choose what to do.",
        "Пока он не открывает ни один Freedom ID. Выберите, что сделать.",
        "Hozircha u hech bir Freedom ID ni ochmaydi. Nima qilishni tanlang.",
        "Әзірге ол ешбір Freedom ID-ді ашпайды. Не істеу керегін таңдаңыз.";
    choice_link =>
        "I have a Freedom ID: sign in to connect it",
        "У меня есть Freedom ID: войти и подключить",
        "Menda Freedom ID bor: kirib, ulash",
        "Менде Freedom ID бар: кіріп, қосу";
    choice_link_note =>
        "You sign in as usual once, then confirm. We never connect accounts only because their e-mail is the same.",
        "Вы один раз войдёте как обычно и подтвердите. Мы никогда не связываем аккаунты только потому, что совпала почта.",
        "Bir marta odatdagidek kirasiz va tasdiqlaysiz. Pochta manzili bir xil boʻlgani uchungina hisoblarni hech qachon bogʻlamaymiz.",
        "Бір рет әдеттегідей кіріп, растайсыз. Пошта мекенжайы бірдей болғаны үшін ғана аккаунттарды ешқашан байланыстырмаймыз.";
    choice_register =>
        "Create a new account",
        "Создать новый аккаунт",
        "Yangi hisob yaratish",
        "Жаңа аккаунт жасау";
    choice_until(time) =>
        "You can choose until {time}.",
        "Выбрать можно до {time}.",
        "{time} gacha tanlash mumkin.",
        "{time} дейін таңдауға болады.";

    link_title(name) =>
        "Connect {name} to your Freedom ID?",
        "Подключить {name} к вашему Freedom ID?",
        "{name} ni Freedom ID ga ulaysizmi?",
        "{name} аккаунтын Freedom ID-ге қосасыз ба?";
    link_lead(name) =>
        "After that, whoever can sign in to this {name} account can also sign in to this Freedom ID.",
        "После этого каждый, кто может войти в этот аккаунт {name}, сможет войти и в этот Freedom ID.",
        "Shundan keyin bu {name} hisobiga kira oladigan kishi shu Freedom ID ga ham kira oladi.",
        "Осыдан кейін осы {name} аккаунтына кіре алатын адам осы Freedom ID-ге де кіре алады.";
    account_here =>
        "Your Freedom ID",
        "Ваш Freedom ID",
        "Sizning Freedom ID",
        "Сіздің Freedom ID";
    account_there(name) =>
        "{name} account",
        "Аккаунт {name}",
        "{name} hisobi",
        "{name} аккаунты";
    no_email =>
        "neither e-mail nor name was told",
        "ни почта, ни имя не сообщены",
        "na pochta, na ism aytilgan",
        "пошта да, аты да айтылмаған";
    link_yes => "Connect", "Подключить", "Ulash", "Қосу";
    link_no => "Do not connect", "Не подключать", "Ulamaslik", "Қоспау";
    link_lasts(name) =>
        "Also sign in to this new account with {name}",
        "Входить в этот новый аккаунт и через {name}",
        "Bu yangi hisobga {name} orqali ham kirish",
        "Осы жаңа аккаунтқа {name} арқылы да кіру";

    back => "Back to sign-in", "Назад ко входу", "Kirish sahifasiga qaytish", "Кіру бетіне оралу";
    back_console =>
        "Back to connected accounts",
        "К подключённым аккаунтам",
        "Ulangan hisoblarga qaytish",
        "Қосылған аккаунттарға оралу";
    no_trip =>
        "This sign-in cannot go on",
        "Этот вход нельзя продолжить",
        "Bu kirishni davom ettirib boʻlmaydi",
        "Бұл кіруді жалғастыру мүмкін емес";
    no_trip_text =>
        "It began in another browser, took too long, or was already finished. Begin again.",
        "Он начат в другом браузере, занял слишком много времени или уже завершён. Начните заново.",
        "U boshqa brauzerda boshlangan, juda uzoq davom etgan yoki allaqachon tugagan. Qaytadan boshlang.",
        "Ол басқа браузерде басталған, тым ұзаққа созылған немесе аяқталған. Қайта бастаңыз.";
    foreign =>
        "The answer came from somebody else",
        "Ответ пришёл не от того, кого мы спрашивали",
        "Javob biz soʻragan joydan kelmadi",
        "Жауап біз сұраған жерден келмеді";
    foreign_text(name) =>
        "It does not come from {name}, so we did not use it. Begin again.",
        "Он пришёл не от {name}, поэтому мы его не использовали. Начните заново.",
        "U {name} dan kelmagan, shuning uchun undan foydalanmadik. Qaytadan boshlang.",
        "Ол {name} жағынан келмеді, сондықтан біз оны пайдаланбадық. Қайта бастаңыз.";
    declined =>
        "You did not sign in",
        "Вход не выполнен",
        "Kirish bajarilmadi",
        "Кіру орындалмады";
    declined_text(name) =>
        "{name} told us that the sign-in was cancelled. Nothing has changed.",
        "{name} сообщает, что вход отменён. Ничего не изменилось.",
        "{name} kirish bekor qilinganini bildirdi. Hech narsa oʻzgarmadi.",
        "{name} кіру тоқтатылғанын хабарлады. Ештеңе өзгерген жоқ.";
    failed(name) =>
        "{name} could not sign you in",
        "Не удалось войти через {name}",
        "{name} orqali kirib boʻlmadi",
        "{name} арқылы кіру мүмкін болмады";
    failed_text =>
        "It did not answer as it should. Try again in a minute, or sign in another way.",
        "Сервис ответил не так, как нужно. Повторите через минуту или войдите другим способом.",
        "Xizmat kutilganidek javob bermadi. Bir daqiqadan soʻng urinib koʻring yoki boshqa usulda kiring.",
        "Қызмет дұрыс жауап бермеді. Бір минуттан кейін қайталаңыз немесе басқа тәсілмен кіріңіз.";
    taken =>
        "This account opens another Freedom ID",
        "Этот аккаунт открывает другой Freedom ID",
        "Bu hisob boshqa Freedom ID ni ochadi",
        "Бұл аккаунт басқа Freedom ID-ді ашады";
    taken_text(name) =>
        "One {name} account opens one Freedom ID only. Remove it there first, or choose another one.",
        "Один аккаунт {name} открывает только один Freedom ID. Сначала отключите его там или выберите другой.",
        "Bitta {name} hisobi faqat bitta Freedom ID ni ochadi. Avval uni oʻsha yerda uzing yoki boshqasini tanlang.",
        "Бір {name} аккаунты тек бір Freedom ID-ді ашады. Алдымен оны сол жерде ажыратыңыз немесе басқасын таңдаңыз.";
    too_many =>
        "Too many connected accounts",
        "Слишком много подключённых аккаунтов",
        "Ulangan hisoblar juda koʻp",
        "Қосылған аккаунттар тым көп";
    too_many_text =>
        "Remove one of them first.",
        "Сначала отключите один из них.",
        "Avval ulardan birini uzing.",
        "Алдымен біреуін ажыратыңыз.";
    connections =>
        "Connected accounts",
        "Подключённые аккаунты",
        "Ulangan hisoblar",
        "Қосылған аккаунттар";
    connections_lead =>
        "Accounts elsewhere that you can sign in to Freedom ID with.",
        "Аккаунты на других сайтах, с которыми можно войти во Freedom ID.",
        "Freedom ID ga kirish mumkin boʻlgan boshqa saytlardagi hisoblar.",
        "Freedom ID-ге кіруге болатын басқа сайттардағы аккаунттар.";
    connections_manage =>
        "Manage connected accounts",
        "Управлять аккаунтами",
        "Hisoblarni boshqarish",
        "Аккаунттарды басқару";
    connections_none =>
        "No account is connected.",
        "Подключённых аккаунтов нет.",
        "Ulangan hisob yoʻq.",
        "Қосылған аккаунт жоқ.";
    connected_on(date) =>
        "Connected on {date}",
        "Подключён {date}",
        "{date} da ulangan",
        "{date} қосылған";
    used_on(date) =>
        "last used on {date}",
        "последний вход {date}",
        "oxirgi kirish {date}",
        "соңғы кіру {date}";
    not_used =>
        "not used yet",
        "ещё не использовался",
        "hali ishlatilmagan",
        "әлі пайдаланылмаған";
    not_offered =>
        "Sign-in with it is switched off here.",
        "Вход через него здесь отключён.",
        "U orqali kirish bu yerda oʻchirilgan.",
        "Ол арқылы кіру мұнда өшірілген.";
    add => "Connect an account", "Подключить аккаунт", "Hisob ulash", "Аккаунт қосу";
    add_one(name) => "Connect {name}", "Подключить {name}", "{name} ni ulash", "{name} қосу";
    remove => "Remove", "Отключить", "Uzish", "Ажырату";
    remove_title(name) =>
        "Remove {name}?",
        "Отключить {name}?",
        "{name} ni uzasizmi?",
        "{name} ажыратылсын ба?";
    remove_text(name) =>
        "You will not be able to sign in to Freedom ID with {name} any more. You stay signed in, and the account at {name} stays as it is.",
        "Вы больше не сможете входить во Freedom ID через {name}. Текущий вход останется, аккаунт {name} не изменится.",
        "Endi {name} orqali Freedom ID ga kira olmaysiz. Hozirgi kirish qoladi, {name} dagi hisob oʻzgarmaydi.",
        "Енді {name} арқылы Freedom ID-ге кіре алмайсыз. Қазіргі кіру қалады, {name} аккаунты өзгермейді.";
    keep => "Keep it", "Оставить", "Qoldirish", "Қалдыру";
    linked =>
        "The account is connected.",
        "Аккаунт подключён.",
        "Hisob ulandi.",
        "Аккаунт қосылды.";
    unlinked =>
        "The account was removed.",
        "Аккаунт отключён.",
        "Hisob uzildi.",
        "Аккаунт ажыратылды.";
    already =>
        "This account is already connected.",
        "Этот аккаунт уже подключён.",
        "Bu hisob allaqachon ulangan.",
        "Бұл аккаунт қосылып қойған.";
}
