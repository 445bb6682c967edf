//! E-mail addresses and phone numbers of an account.

crate::texts! {
    /// E-mail addresses and phone numbers of an account.
    pub struct Contacts;

    emails_lead =>
        "You sign in with these addresses, and we write to them when something changes.",
        "С этими адресами вы входите, и на них мы пишем, если что-то меняется.",
        "Shu manzillar bilan kirasiz va biror narsa oʻzgarsa, ularga yozamiz.",
        "Осы мекенжайлармен кіресіз, бірдеңе өзгерсе, соларға жазамыз.";
    phones_lead =>
        "You sign in with these numbers, and we send codes to them.",
        "С этими номерами вы входите, и на них мы отправляем коды.",
        "Shu raqamlar bilan kirasiz va kodlar ularga yuboriladi.",
        "Осы нөмірлермен кіресіз, кодтарды соларға жібереміз.";
    emails_empty =>
        "No e-mail yet. Add one to recover your account.",
        "Адреса пока нет. Добавьте его, чтобы восстановить доступ.",
        "Hozircha manzil yoʻq. Hisobni tiklash uchun qoʻshing.",
        "Әзірге мекенжай жоқ. Аккаунтты қалпына келтіру үшін қосыңыз.";
    phones_empty =>
        "No phone number yet. Add one to recover your account.",
        "Номера пока нет. Добавьте его, чтобы восстановить доступ.",
        "Hozircha raqam yoʻq. Hisobni tiklash uchun qoʻshing.",
        "Әзірге нөмір жоқ. Аккаунтты қалпына келтіру үшін қосыңыз.";
    yours => "In your account", "В аккаунте", "Hisobingizda", "Аккаунтыңызда";
    primary => "Primary", "Основной", "Asosiy", "Негізгі";
    added(date) => "Added: {date}", "Добавлен: {date}", "Qoʻshilgan: {date}", "Қосылған: {date}";
    waiting => "Waiting for its code", "Ожидает кода", "Kod kutilmoqda", "Код күтілуде";
    enter_code => "Get a code", "Получить код", "Kod olish", "Код алу";
    said =>
        "We were told that this is yours. Confirm it with a code to use it.",
        "Нам сообщили, что это ваш контакт. Подтвердите его кодом, чтобы им пользоваться.",
        "Bu sizniki deb bildirildi. Foydalanish uchun kod bilan tasdiqlang.",
        "Бұл сіздікі деп хабарланды. Пайдалану үшін кодпен растаңыз.";
    make_primary => "Make primary", "Сделать основным", "Asosiy qilish", "Негізгі ету";
    remove => "Remove", "Удалить", "Oʻchirish", "Жою";
    keep_last =>
        "This is your only confirmed contact. Without it you could not come back, so it stays.",
        "Это единственный подтверждённый контакт. Без него вернуть доступ нельзя, поэтому он остаётся.",
        "Bu yagona tasdiqlangan kontakt. Usiz hisobga qaytib boʻlmaydi, shuning uchun u qoladi.",
        "Бұл жалғыз расталған байланыс. Онсыз аккаунтқа қайта алмайсыз, сондықтан ол қалады.";
    keep_primary =>
        "To remove it, first make another one the primary one.",
        "Чтобы удалить его, сначала сделайте основным другой.",
        "Oʻchirish uchun avval boshqasini asosiy qiling.",
        "Жою үшін алдымен басқасын негізгі етіңіз.";
    keep_way_in =>
        "Without it you could not sign in any more, so it stays.",
        "Без него войти уже нельзя, поэтому он остаётся.",
        "Usiz kirib boʻlmaydi, shuning uchun u qoladi.",
        "Онсыз кіре алмайсыз, сондықтан ол қалады.";
    add_email => "Add an e-mail address", "Добавить адрес", "Manzil qoʻshish", "Мекенжай қосу";
    add_phone => "Add a phone number", "Добавить номер", "Raqam qoʻshish", "Нөмір қосу";
    add_why =>
        "We send a code to it. At most 5.",
        "Мы отправим на него код. Не больше 5.",
        "Unga kod yuboramiz. Koʻpi bilan 5 ta.",
        "Оған код жібереміз. Ең көбі 5.";
    full =>
        "You have 5, which is the most. Remove one to add another.",
        "У вас 5 — это предел. Удалите один, чтобы добавить другой.",
        "Sizda 5 ta bor, bu eng koʻpi. Boshqasini qoʻshish uchun bittasini oʻchiring.",
        "Сізде 5 бар, бұл ең көбі. Басқасын қосу үшін біреуін жойыңыз.";
    unreachable =>
        "This server sends no text messages, so numbers cannot be added.",
        "Этот сервер не отправляет SMS, поэтому добавить номер нельзя.",
        "Bu server SMS yubormaydi, shuning uchun raqam qoʻshib boʻlmaydi.",
        "Бұл сервер SMS жібермейді, сондықтан нөмір қосу мүмкін емес.";
    was_added =>
        "Confirmed and added. We told your other contacts.",
        "Подтверждено и добавлено. Мы сообщили об этом на другие ваши контакты.",
        "Tasdiqlandi va qoʻshildi. Boshqa kontaktlaringizga xabar berdik.",
        "Расталды және қосылды. Басқа байланыстарыңызға хабарладық.";
    was_removed =>
        "Removed. We told you there and at your other contacts.",
        "Удалено. Мы сообщили об этом туда и на другие ваши контакты.",
        "Oʻchirildi. U yerga va boshqa kontaktlaringizga xabar berdik.",
        "Жойылды. Сол жерге және басқа байланыстарыңызға хабарладық.";
    is_primary(contact) =>
        "{contact} is the primary one now. We told all your contacts.",
        "Теперь основной контакт — {contact}. Мы сообщили на все ваши контакты.",
        "Endi asosiysi — {contact}. Barcha kontaktlaringizga xabar berdik.",
        "Енді негізгісі — {contact}. Барлық байланыстарыңызға хабарладық.";

    remove_title(contact) => "Remove {contact}?", "Удалить {contact}?", "{contact} oʻchirilsinmi?", "{contact} жойылсын ба?";
    remove_email =>
        "Sign-in with this address will stop, and we will no longer write to it.",
        "Войти с этим адресом будет нельзя, и писать на него мы перестанем.",
        "Bu manzil bilan kirib boʻlmaydi va unga boshqa yozmaymiz.",
        "Бұл мекенжаймен кіруге болмайды, оған енді жазбаймыз.";
    remove_phone =>
        "Sign-in with this number will stop, and we will send no more codes to it.",
        "Войти с этим номером будет нельзя, и коды на него приходить перестанут.",
        "Bu raqam bilan kirib boʻlmaydi va unga boshqa kod yubormaymiz.",
        "Бұл нөмірмен кіруге болмайды, оған енді код жібермейміз.";
    remove_told =>
        "We tell you there once more, with a link to take it back within 7 days.",
        "Мы в последний раз напишем туда и приложим ссылку, чтобы вернуть всё в течение 7 дней.",
        "U yerga oxirgi marta yozamiz va 7 kun ichida qaytarish havolasini yuboramiz.",
        "Сол жерге соңғы рет жазып, 7 күн ішінде қайтаруға сілтеме жібереміз.";
    remove_step =>
        "This is your last number: the second step by SMS is switched off with it.",
        "Это ваш последний номер: вместе с ним отключится второй шаг по SMS.",
        "Bu oxirgi raqamingiz: u bilan birga SMS orqali ikkinchi qadam ham oʻchadi.",
        "Бұл соңғы нөміріңіз: онымен бірге SMS арқылы екінші қадам да өшеді.";
}
