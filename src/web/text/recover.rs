//! The way back to an account, and "this was not me".

crate::texts! {
    /// The way back to an account, and "this was not me".
    pub struct Recover;

    forgot =>
        "Forgot your password?",
        "Забыли пароль?",
        "Parolni unutdingizmi?",
        "Құпиясөзді ұмыттыңыз ба?";
    title => "Reset your password", "Сброс пароля", "Parolni tiklash", "Құпиясөзді қалпына келтіру";
    intro =>
        "Enter your phone number or e-mail. We will send a code.",
        "Введите телефон или почту. Мы отправим код.",
        "Telefon raqami yoki pochtangizni kiriting. Kod yuboramiz.",
        "Телефон нөмірін немесе поштаны енгізіңіз. Код жібереміз.";
    submit => "Send the code", "Отправить код", "Kodni yuborish", "Код жіберу";
    to_sign_in => "Back to sign in", "Вернуться ко входу", "Kirish sahifasiga qaytish", "Кіру бетіне оралу";

    second => "Confirm it is you", "Подтвердите, что это вы", "Bu siz ekaningizni tasdiqlang", "Бұл сіз екеніңізді растаңыз";
    second_text =>
        "Two-step verification is on for your account, so we need one more proof before a new password.",
        "В вашем аккаунте включена двухэтапная проверка, поэтому перед сменой пароля нужно ещё одно подтверждение.",
        "Hisobingizda ikki bosqichli tekshiruv yoqilgan, shuning uchun yangi paroldan oldin yana bir tasdiq kerak.",
        "Аккаунтыңызда екі қадамды тексеру қосулы, сондықтан жаңа құпиясөз алдында тағы бір растау керек.";
    other_way => "Try another way", "Выбрать другой способ", "Boshqa usulni tanlash", "Басқа тәсілді таңдау";
    by_totp =>
        "Code from the authenticator app",
        "Код из приложения-аутентификатора",
        "Autentifikator ilovasidagi kod",
        "Аутентификатор қолданбасындағы код";
    by_contact(dest) =>
        "Send a code to {dest}",
        "Отправить код на {dest}",
        "Kod yuborish: {dest}",
        "Код жіберу: {dest}";
    by_recovery => "Recovery code", "Код восстановления", "Tiklash kodi", "Қалпына келтіру коды";
    recovery_hint =>
        "One of the codes that you saved when you turned two-step verification on. Each works once.",
        "Один из кодов, сохранённых при включении двухэтапной проверки. Каждый действует один раз.",
        "Ikki bosqichli tekshiruvni yoqqaningizda saqlangan kodlardan biri. Har biri bir marta ishlaydi.",
        "Екі қадамды тексеруді қосқанда сақталған кодтардың бірі. Әрқайсысы бір рет жарайды.";
    none_work => "None of these work", "Ничего не подходит", "Hech biri ishlamayapti", "Ешқайсысы жарамайды";
    lost =>
        "We cannot be sure that it is you",
        "Мы не можем убедиться, что это вы",
        "Bu siz ekaningizga ishonch hosil qila olmadik",
        "Бұл сіз екеніңізге көз жеткізе алмадық";
    lost_text =>
        "Contact support and name the reference below. You will be asked to prove your identity in another way. It can take several days, and we will tell all your contacts.",
        "Обратитесь в поддержку и назовите номер ниже. Вас попросят подтвердить личность другим способом. Это может занять несколько дней, и мы сообщим на все ваши контакты.",
        "Yordam xizmatiga murojaat qiling va quyidagi raqamni ayting. Shaxsingizni boshqa usulda tasdiqlash soʻraladi. Bu bir necha kun olishi mumkin, barcha aloqalaringizga xabar beramiz.",
        "Қолдау қызметіне хабарласып, төмендегі нөмірді айтыңыз. Жеке басыңызды басқа тәсілмен растау сұралады. Бұл бірнеше күн алуы мүмкін, барлық байланысыңызға хабарлаймыз.";

    new_password => "New password", "Новый пароль", "Yangi parol", "Жаңа құпиясөз";
    set_title => "Set a new password", "Задайте новый пароль", "Yangi parol oʻrnating", "Жаңа құпиясөз орнатыңыз";
    set => "Save the password", "Сохранить пароль", "Parolni saqlash", "Құпиясөзді сақтау";
    sign_out_others =>
        "Sign out other devices",
        "Выйти на других устройствах",
        "Boshqa qurilmalardan chiqish",
        "Басқа құрылғылардан шығу";
    forget_app =>
        "I lost my authenticator app: switch it off",
        "У меня больше нет приложения-аутентификатора: отключить его",
        "Autentifikator ilovamni yoʻqotdim: oʻchirilsin",
        "Аутентификатор қолданбамды жоғалттым: өшірілсін";
    sign_out_all =>
        "All other devices will be signed out.",
        "На всех других устройствах произойдёт выход.",
        "Barcha boshqa qurilmalardan chiqiladi.",
        "Барлық басқа құрылғыдан шығарылады.";
    apps_stay =>
        "Apps you connected keep working.",
        "Подключённые приложения продолжат работать.",
        "Ulangan ilovalar ishlashda davom etadi.",
        "Қосылған қолданбалар жұмысын жалғастырады.";
    done => "The password has been changed", "Пароль изменён", "Parol oʻzgartirildi", "Құпиясөз өзгертілді";
    done_text =>
        "We told all your contacts about it.",
        "Мы сообщили об этом на все ваши контакты.",
        "Bu haqda barcha aloqalaringizga xabar berdik.",
        "Бұл туралы барлық байланысыңызға хабарладық.";
    elsewhere =>
        "Continue in the other browser",
        "Продолжите в другом браузере",
        "Boshqa brauzerda davom eting",
        "Басқа браузерде жалғастырыңыз";
    elsewhere_text =>
        "The link from the e-mail was opened in another browser or on another device. You can close this page.",
        "Ссылка из письма открыта в другом браузере или на другом устройстве. Эту страницу можно закрыть.",
        "Xatdagi havola boshqa brauzerda yoki boshqa qurilmada ochilgan. Bu sahifani yopishingiz mumkin.",
        "Хаттағы сілтеме басқа браузерде немесе басқа құрылғыда ашылды. Бұл бетті жабуға болады.";

    link_title(dest) =>
        "Reset the password for {dest}?",
        "Сбросить пароль для {dest}?",
        "{dest} uchun parol tiklansinmi?",
        "{dest} үшін құпиясөз қалпына келтірілсін бе?";
    link_asked(time) =>
        "This link was requested on {time}.",
        "Эту ссылку запросили {time}.",
        "Bu havola soʻralgan vaqt: {time}.",
        "Бұл сілтеме сұралған уақыт: {time}.";
    link_from(place) => "From: {place}", "Откуда: {place}", "Qayerdan: {place}", "Қайдан: {place}";
    link_not_asked =>
        "I did not ask for this",
        "Я этого не запрашивал(а)",
        "Men buni soʻramaganman",
        "Мен мұны сұраған жоқпын";
    link_used =>
        "This link was already used",
        "Ссылка уже использована",
        "Havola allaqachon ishlatilgan",
        "Сілтеме бұрын қолданылған";
    link_expired =>
        "This link has expired",
        "Срок действия ссылки истёк",
        "Havolaning muddati tugagan",
        "Сілтеменің мерзімі өткен";
    link_unknown =>
        "This link has expired or was already used",
        "Ссылка устарела или уже использована",
        "Havola muddati tugagan yoki u ishlatilgan",
        "Сілтеменің мерзімі өткен немесе ол қолданылған";
    link_dead_text =>
        "Nothing was changed. You can ask for a new link; only the newest one works, for 30 minutes.",
        "Ничего не изменилось. Можно запросить новую ссылку: действует только последняя, 30 минут.",
        "Hech narsa oʻzgarmadi. Yangi havola soʻrashingiz mumkin: faqat oxirgisi 30 daqiqa ishlaydi.",
        "Ештеңе өзгерген жоқ. Жаңа сілтеме сұрауға болады: тек соңғысы 30 минут жарайды.";
    link_new => "Send a new link", "Отправить новую ссылку", "Yangi havola yuborish", "Жаңа сілтеме жіберу";
    refused => "Nothing was changed", "Ничего не изменилось", "Hech narsa oʻzgarmadi", "Ештеңе өзгерген жоқ";
    refused_text =>
        "The link and the code no longer work. Your password is still the same.",
        "Ссылка и код больше не действуют. Пароль остался прежним.",
        "Havola va kod endi ishlamaydi. Parolingiz oʻzgarmagan.",
        "Сілтеме мен код енді жарамайды. Құпиясөзіңіз өзгерген жоқ.";
    closed =>
        "We cannot continue",
        "Продолжить нельзя",
        "Davom etib boʻlmaydi",
        "Жалғастыру мүмкін емес";

    not_me => "This was not me", "Это не я", "Bu men emasman", "Бұл мен емеспін";
    not_me_title => "Was this not you?", "Это были не вы?", "Bu siz emasmidingiz?", "Бұл сіз емес пе едіңіз?";
    not_me_what => "What happened", "Что произошло", "Nima boʻldi", "Не болды";
    not_me_when => "When", "Когда", "Qachon", "Қашан";
    not_me_where => "From where", "Откуда", "Qayerdan", "Қайдан";
    not_me_effect =>
        "If it was not you, we freeze the account at once: everybody is signed out, apps lose their access, and what was changed since then is taken back. You come back with an e-mail or phone that was yours before.",
        "Если это не вы, мы сразу заморозим аккаунт: все сеансы завершатся, приложения потеряют доступ, а изменения с того момента будут отменены. Вернуться можно по почте или телефону, которые были вашими до этого.",
        "Bu siz boʻlmasangiz, hisobni darhol muzlatamiz: barcha seanslar tugaydi, ilovalar ruxsatini yoʻqotadi, oʻshandan beri qilingan oʻzgarishlar bekor qilinadi. Avval sizniki boʻlgan pochta yoki telefon orqali qaytasiz.",
        "Бұл сіз болмасаңыз, аккаунтты бірден бұғаттаймыз: барлық сеанс аяқталады, қолданбалар рұқсатынан айырылады, содан бергі өзгерістер кері қайтарылады. Бұрын сіздікі болған пошта немесе телефон арқылы ораласыз.";
    not_me_freeze =>
        "It was not me: freeze the account",
        "Это не я: заморозить аккаунт",
        "Bu men emasman: hisobni muzlatish",
        "Бұл мен емеспін: аккаунтты бұғаттау";
    not_me_was =>
        "If it was you, there is nothing to do: close this page.",
        "Если это были вы, ничего делать не нужно: закройте эту страницу.",
        "Bu siz boʻlsangiz, hech narsa qilish shart emas: bu sahifani yoping.",
        "Бұл сіз болсаңыз, ештеңе істеудің қажеті жоқ: бұл бетті жабыңыз.";
    not_me_unknown_text =>
        "Open the link from the message once more, all of it. To protect the account now, reset the password.",
        "Откройте ссылку из сообщения ещё раз, целиком. Чтобы защитить аккаунт сейчас, сбросьте пароль.",
        "Xabardagi havolani yana bir marta, toʻliq oching. Hisobni hozir himoya qilish uchun parolni tiklang.",
        "Хабардағы сілтемені тағы бір рет, толық ашыңыз. Аккаунтты қазір қорғау үшін құпиясөзді қалпына келтіріңіз.";
    not_me_used_text =>
        "Somebody objected with this link before, and the account was frozen then. If you cannot sign in, reset the password.",
        "По этой ссылке уже сообщили, и тогда аккаунт был заморожен. Если не получается войти, сбросьте пароль.",
        "Bu havola orqali avval xabar berilgan va hisob oʻshanda muzlatilgan. Kira olmasangiz, parolni tiklang.",
        "Бұл сілтеме арқылы бұрын хабарланған, аккаунт сол кезде бұғатталған. Кіре алмасаңыз, құпиясөзді қалпына келтіріңіз.";
    not_me_late_text =>
        "You can object within 7 days. To protect the account now, reset the password.",
        "Возразить можно в течение 7 дней. Чтобы защитить аккаунт сейчас, сбросьте пароль.",
        "7 kun ichida eʼtiroz bildirish mumkin. Hisobni hozir himoya qilish uchun parolni tiklang.",
        "Қарсылықты 7 күн ішінде білдіруге болады. Аккаунтты қазір қорғау үшін құпиясөзді қалпына келтіріңіз.";
    frozen => "The account is frozen", "Аккаунт заморожен", "Hisob muzlatildi", "Аккаунт бұғатталды";
    frozen_text =>
        "Everybody is signed out. Now come back with an e-mail or phone that was yours before, and set a new password.",
        "Все сеансы завершены. Теперь вернитесь по почте или телефону, которые были вашими раньше, и задайте новый пароль.",
        "Barcha seanslar tugatildi. Endi avval sizniki boʻlgan pochta yoki telefon orqali qaytib, yangi parol oʻrnating.",
        "Барлық сеанс аяқталды. Енді бұрын сіздікі болған пошта немесе телефон арқылы оралып, жаңа құпиясөз орнатыңыз.";
    come_back => "Come back to the account", "Вернуться в аккаунт", "Hisobga qaytish", "Аккаунтқа оралу";
}
