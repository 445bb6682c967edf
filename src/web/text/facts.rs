//! The profile.

crate::texts! {
    /// The page of the profile.
    pub struct Facts;

    lead =>
        "What you told us about yourself. An app sees only what you allow it to.",
        "Что вы рассказали о себе. Приложение видит только то, что вы разрешили.",
        "Oʻzingiz haqingizda aytganlaringiz. Ilova faqat siz ruxsat berganini koʻradi.",
        "Өзіңіз туралы айтқандарыңыз. Қолданба тек сіз рұқсат бергенді көреді.";
    name => "Name", "Имя", "Ism", "Аты-жөні";
    birth => "Date of birth and gender", "Дата рождения и пол", "Tugʻilgan sana va jins", "Туған күні және жынысы";
    citizenship => "Citizenship", "Гражданство", "Fuqarolik", "Азаматтық";
    identifier => "Identification number", "Идентификационный номер", "Identifikatsiya raqami", "Сәйкестендіру нөмірі";
    identifier_why =>
        "Kept sealed. Shown in full only after you confirm that it is you.",
        "Хранится в зашифрованном виде. Показывается полностью только после подтверждения, что это вы.",
        "Shifrlangan holda saqlanadi. Faqat siz ekaningiz tasdiqlangach toʻliq koʻrsatiladi.",
        "Шифрланған күйде сақталады. Сіз екеніңіз расталғаннан кейін ғана толық көрсетіледі.";
    address => "Address", "Адрес", "Manzil", "Мекенжай";
    edit => "Edit", "Изменить", "Tahrirlash", "Өңдеу";
    save => "Save", "Сохранить", "Saqlash", "Сақтау";
    cancel => "Cancel", "Отмена", "Bekor qilish", "Болдырмау";
    none => "Not given", "Не указано", "Koʻrsatilmagan", "Көрсетілмеген";
    not_stated => "Not stated", "Не указывать", "Koʻrsatmaslik", "Көрсетпеу";
    sensitive => "Sensitive", "Особые данные", "Maxsus maʼlumot", "Ерекше дерек";
    show_all => "Show in full", "Показать полностью", "Toʻliq koʻrsatish", "Толық көрсету";
    to_clear =>
        "Leave it empty to remove it.",
        "Оставьте пустым, чтобы удалить.",
        "Oʻchirish uchun boʻsh qoldiring.",
        "Жою үшін бос қалдырыңыз.";
    street => "Street, house, flat", "Улица, дом, квартира", "Koʻcha, uy, xonadon", "Көше, үй, пәтер";
    city => "City or village", "Город или село", "Shahar yoki qishloq", "Қала немесе ауыл";
    region => "Region", "Область", "Viloyat", "Облыс";
    postal_code => "Postal code", "Почтовый индекс", "Pochta indeksi", "Пошта индексі";
    address_country => "Country", "Страна", "Mamlakat", "Ел";
    now(value) => "Now: {value}", "Сейчас: {value}", "Hozir: {value}", "Қазір: {value}";
    partners => "Partners", "Партнёры", "Hamkorlar", "Серіктестер";
    partners_why =>
        "These companies brought your data here, or keep it up to date. They can read and change your record until you end it.",
        "Эти компании передали ваши данные сюда или обновляют их. Они могут читать и менять вашу запись, пока вы не прекратите это.",
        "Bu kompaniyalar maʼlumotlaringizni bu yerga keltirgan yoki yangilab turadi. Siz toʻxtatmaguningizcha ular yozuvingizni oʻqishi va oʻzgartirishi mumkin.",
        "Бұл компаниялар деректеріңізді осында әкелген немесе жаңартып отырады. Сіз тоқтатқанша олар жазбаңызды оқып, өзгерте алады.";
    partner_since(date) => "Since {date}", "С {date}", "{date} dan beri", "{date} бастап";
    partner_made =>
        "This company made your record: parts of your profile may come from it.",
        "Эта компания создала вашу запись: часть профиля может быть от неё.",
        "Yozuvingizni shu kompaniya yaratgan: profilning bir qismi undan boʻlishi mumkin.",
        "Жазбаңызды осы компания жасаған: профильдің бір бөлігі одан болуы мүмкін.";
    partner_end => "End its rights", "Прекратить права", "Huquqlarini tugatish", "Құқықтарын тоқтату";
    partner_end_note(name) =>
        "{name} can no longer read or change your record. Your data here stays as it is.",
        "«{name}» больше не сможет читать и менять вашу запись. Ваши данные здесь останутся.",
        "{name} endi yozuvingizni oʻqiy va oʻzgartira olmaydi. Maʼlumotlaringiz bu yerda qoladi.",
        "«{name}» енді жазбаңызды оқи және өзгерте алмайды. Деректеріңіз осында қалады.";
    partner_ended(name) =>
        "{name} has no rights over your record any more.",
        "У компании «{name}» больше нет прав на вашу запись.",
        "{name} endi yozuvingizga hech qanday huquqqa ega emas.",
        "«{name}» компаниясының жазбаңызға енді құқығы жоқ.";
    contacts_note =>
        "Phone numbers and e-mail addresses have their own pages.",
        "Телефоны и адреса эл. почты — на отдельных страницах.",
        "Telefon raqamlari va elektron pochta manzillari alohida sahifalarda.",
        "Телефон нөмірлері мен электрондық пошта мекенжайлары бөлек беттерде.";
}
