//! Passkeys: proving oneself with one, and the page of one's own.

crate::texts! {
    /// Passkeys.
    pub struct Passkey;

    sign_in =>
        "Sign in with a passkey",
        "Войти с ключом доступа",
        "Kirish kaliti bilan kirish",
        "Кіру кілтімен кіру";
    use_title =>
        "Use your passkey",
        "Используйте ключ доступа",
        "Kirish kalitidan foydalaning",
        "Кіру кілтін пайдаланыңыз";
    explain =>
        "Your device will ask for your fingerprint, face or screen lock.",
        "Устройство запросит отпечаток пальца, распознавание лица или код блокировки экрана.",
        "Qurilmangiz barmoq izi, yuz yoki ekran qulfini soʻraydi.",
        "Құрылғыңыз саусақ ізін, бетіңізді немесе экран құлпын сұрайды.";
    go =>
        "Continue with passkey",
        "Продолжить с ключом доступа",
        "Kirish kaliti bilan davom etish",
        "Кіру кілтімен жалғастыру";
    other =>
        "Try another way",
        "Выбрать другой способ",
        "Boshqa usulni tanlash",
        "Басқа тәсілді таңдау";
    use_one =>
        "Use a passkey",
        "Использовать ключ доступа",
        "Kirish kalitidan foydalanish",
        "Кіру кілтін пайдалану";
    create =>
        "Create a passkey",
        "Создать ключ доступа",
        "Kirish kaliti yaratish",
        "Кіру кілтін жасау";
    create_instead =>
        "Create a passkey instead",
        "Создать ключ доступа вместо пароля",
        "Parol oʻrniga kirish kaliti yaratish",
        "Құпиясөздің орнына кіру кілтін жасау";
    created =>
        "The passkey is ready",
        "Ключ доступа создан",
        "Kirish kaliti tayyor",
        "Кіру кілті дайын";
    cancelled =>
        "The passkey was not used. Try again or choose another way.",
        "Ключ доступа не использован. Попробуйте ещё раз или выберите другой способ.",
        "Kirish kaliti ishlatilmadi. Qayta urining yoki boshqa usulni tanlang.",
        "Кіру кілті қолданылмады. Қайталап көріңіз немесе басқа тәсілді таңдаңыз.";
    none_here =>
        "No Freedom ID passkey was found on this device.",
        "На этом устройстве нет ключа доступа Freedom ID.",
        "Bu qurilmada Freedom ID kirish kaliti topilmadi.",
        "Бұл құрылғыда Freedom ID кіру кілті табылмады.";
    held =>
        "This device already has a passkey for this account.",
        "На этом устройстве уже есть ключ доступа к этому аккаунту.",
        "Bu qurilmada ushbu hisob uchun kirish kaliti allaqachon bor.",
        "Бұл құрылғыда осы аккаунтқа арналған кіру кілті бар.";
    unsupported =>
        "This browser or device cannot use passkeys. Choose another way.",
        "Этот браузер или устройство не поддерживает ключи доступа. Выберите другой способ.",
        "Bu brauzer yoki qurilma kirish kalitlarini qoʻllamaydi. Boshqa usulni tanlang.",
        "Бұл браузер немесе құрылғы кіру кілттерін қолдамайды. Басқа тәсілді таңдаңыз.";
    insecure =>
        "Passkeys work only over a secure connection to this address. Choose another way.",
        "Ключи доступа работают только по защищённому соединению с этим адресом. Выберите другой способ.",
        "Kirish kalitlari faqat shu manzilga himoyalangan ulanishda ishlaydi. Boshqa usulni tanlang.",
        "Кіру кілттері осы мекенжайға қорғалған байланыс арқылы ғана жұмыс істейді. Басқа тәсілді таңдаңыз.";
    noscript =>
        "Passkeys need JavaScript. Use your password or a code.",
        "Для ключей доступа нужен JavaScript. Используйте пароль или код.",
        "Kirish kalitlari uchun JavaScript kerak. Parol yoki koddan foydalaning.",
        "Кіру кілттеріне JavaScript қажет. Құпиясөзді немесе кодты пайдаланыңыз.";
    noscript_add =>
        "Passkeys need JavaScript. Turn it on in the browser to create one.",
        "Для ключей доступа нужен JavaScript. Включите его в браузере, чтобы создать ключ.",
        "Kirish kalitlari uchun JavaScript kerak. Kalit yaratish uchun uni brauzerda yoqing.",
        "Кіру кілттеріне JavaScript қажет. Кілт жасау үшін оны браузерде қосыңыз.";
    not_here =>
        "This server has no passkeys: browsers allow them only at an address with a name.",
        "На этом сервере нет ключей доступа: браузеры разрешают их только для адреса с именем.",
        "Bu serverda kirish kalitlari yoʻq: brauzerlar ularni faqat nomli manzilda ruxsat etadi.",
        "Бұл серверде кіру кілттері жоқ: браузерлер оларды тек атауы бар мекенжайда рұқсат етеді.";

    title => "Passkeys", "Ключи доступа", "Kirish kalitlari", "Кіру кілттері";
    lead =>
        "A passkey signs you in with your fingerprint, face or screen lock. There is nothing to remember, and no other site can ask for it.",
        "С ключом доступа вы входите по отпечатку пальца, лицу или коду блокировки экрана. Ничего не нужно запоминать, и другой сайт не сможет его запросить.",
        "Kirish kaliti bilan barmoq izi, yuz yoki ekran qulfi orqali kirasiz. Hech narsani eslab qolish shart emas, boshqa sayt uni soʻray olmaydi.",
        "Кіру кілтімен саусақ ізі, бет немесе экран құлпы арқылы кіресіз. Ештеңе жаттаудың қажеті жоқ, басқа сайт оны сұрай алмайды.";
    empty =>
        "You have no passkeys yet.",
        "У вас пока нет ключей доступа.",
        "Sizda hali kirish kalitlari yoʻq.",
        "Сізде әзірге кіру кілттері жоқ.";
    created_on(date) => "Created {date}", "Создан {date}", "Yaratilgan: {date}", "Жасалған күні: {date}";
    used_on(date) =>
        "Last used {date}",
        "Последний вход {date}",
        "Oxirgi marta ishlatilgan: {date}",
        "Соңғы қолданылған күні: {date}";
    never_used => "Not used yet", "Ещё не использовался", "Hali ishlatilmagan", "Әлі қолданылмаған";
    synced =>
        "On your devices",
        "На ваших устройствах",
        "Qurilmalaringizda",
        "Құрылғыларыңызда";
    one_device =>
        "This device only",
        "Только на одном устройстве",
        "Faqat bitta qurilmada",
        "Тек бір құрылғыда";
    name => "Name", "Название", "Nomi", "Атауы";
    rename => "Rename", "Переименовать", "Nomini oʻzgartirish", "Атын өзгерту";
    remove => "Remove", "Удалить", "Oʻchirish", "Жою";
    add_title =>
        "Create a passkey",
        "Создание ключа доступа",
        "Kirish kalitini yaratish",
        "Кіру кілтін жасау";
    add_explain =>
        "Your device will ask for your fingerprint, face or screen lock, and keep the passkey. We get only its public half.",
        "Устройство запросит отпечаток пальца, лицо или код блокировки экрана и сохранит ключ. Мы получим только его открытую часть.",
        "Qurilmangiz barmoq izi, yuz yoki ekran qulfini soʻraydi va kalitni oʻzida saqlaydi. Biz faqat uning ochiq qismini olamiz.",
        "Құрылғыңыз саусақ ізін, бетті немесе экран құлпын сұрап, кілтті өзінде сақтайды. Бізге тек оның ашық бөлігі келеді.";
    name_hint =>
        "So that you recognise it in your list, for example the device.",
        "Чтобы узнать его в списке, например по устройству.",
        "Roʻyxatda tanib olishingiz uchun, masalan, qurilma nomi.",
        "Тізімнен тануыңыз үшін, мысалы, құрылғы аты.";
    default_name => "Passkey", "Ключ доступа", "Kirish kaliti", "Кіру кілті";
    most(n) =>
        "You have {n} passkeys, and that is the limit. Remove one to create another.",
        "Ключей доступа уже {n}, это предел. Чтобы создать новый, удалите один из них.",
        "Kirish kalitlari soni {n} ta, bu chegara. Yangisini yaratish uchun bittasini oʻchiring.",
        "Кіру кілттерінің саны {n}, бұл шегі. Жаңасын жасау үшін біреуін жойыңыз.";
    remove_title(name) =>
        "Remove the passkey “{name}”?",
        "Удалить ключ доступа «{name}»?",
        "“{name}” kirish kaliti oʻchirilsinmi?",
        "«{name}» кіру кілтін жою керек пе?";
    remove_explain =>
        "It will no longer sign you in. Your device or password manager may still list it: remove it there too.",
        "Войти с ним больше не получится. Устройство или менеджер паролей может по-прежнему его показывать: удалите его и там.",
        "U bilan endi kirib boʻlmaydi. Qurilma yoki parol menejeri uni hali ham koʻrsatishi mumkin: u yerdan ham oʻchiring.",
        "Онымен енді кіру мүмкін болмайды. Құрылғы немесе құпиясөз менеджері оны әлі көрсетуі мүмкін: ол жерден де жойыңыз.";
    remove_last =>
        "This is your last way to sign in. Add another way first, then remove this passkey.",
        "Это ваш последний способ входа. Сначала добавьте другой, потом удалите этот ключ.",
        "Bu kirishning oxirgi usuli. Avval boshqa usul qoʻshing, keyin bu kalitni oʻchiring.",
        "Бұл кірудің соңғы тәсілі. Алдымен басқа тәсіл қосып, содан кейін осы кілтті жойыңыз.";
    remove_last_second =>
        "Your account must have a second step, and this passkey is the only one. Add another one first.",
        "Вашему аккаунту нужен второй шаг, а этот ключ единственный. Сначала добавьте другой.",
        "Hisobingizga ikkinchi bosqich shart, bu kalit esa yagona. Avval boshqasini qoʻshing.",
        "Аккаунтыңызға екінші қадам міндетті, ал бұл кілт жалғыз. Алдымен басқасын қосыңыз.";
    removed =>
        "The passkey was removed",
        "Ключ доступа удалён",
        "Kirish kaliti oʻchirildi",
        "Кіру кілті жойылды";
    keep => "Keep it", "Оставить", "Qoldirish", "Қалдыру";
    offer_title =>
        "Sign in faster next time",
        "Входите быстрее в следующий раз",
        "Keyingi safar tezroq kiring",
        "Келесіде тезірек кіріңіз";
    offer_text =>
        "With a passkey your fingerprint or face is enough.",
        "С ключом доступа достаточно отпечатка пальца или лица.",
        "Kirish kaliti bilan barmoq izi yoki yuz yetarli.",
        "Кіру кілтімен саусақ ізі немесе бет жеткілікті.";
    not_now => "Not now", "Не сейчас", "Hozir emas", "Қазір емес";
}
