// The page's own words. Everything the bot says comes from the bot.
export const WORDS = {
  ar: {
    dir: "rtl", locale: "ar-IQ-u-nu-latn",
    start: "ابدأ", bot: "بوت", typing: "يكتب…", offline: "انقطع الاتصال، تجري إعادة المحاولة…",
    field: "رسالة", send: "إرسال", attach: "إرفاق ملف", menu: "القائمة", languages: "اللغة", down: "إلى آخر الرسائل",
    edited: "معدّلة", today: "اليوم", yesterday: "أمس", close: "حسنًا", photo: "صورة", document: "ملف",
    you: "أنت", opens: "يُفتح في نافذة جديدة", gone: "لم يعد هذا الزر متاحًا.", failed: "تعذّر الإرسال. أعد المحاولة.", tooLarge: "الملف أكبر من أن يُرسل هنا.",
    note: "عرض تجريبي: الأخبار متخيَّلة، ولا شيء يغادر هذا الجهاز.",
    copied: "نُسخ.",
    about: "ماذا يفعل هذا البوت؟",
  },
  en: {
    dir: "ltr", locale: "en-GB",
    start: "Start", bot: "bot", typing: "typing…", offline: "Connection lost, trying again…",
    field: "Message", send: "Send", attach: "Attach a file", menu: "Menu", languages: "Language", down: "To the latest message",
    edited: "edited", today: "Today", yesterday: "Yesterday", close: "OK", photo: "Photo", document: "File",
    you: "You", opens: "opens in a new window", gone: "That button is gone.", failed: "Could not send. Try again.", tooLarge: "The file is too large to be sent here.",
    note: "Demo: the news is invented, nothing leaves this machine.",
    copied: "Copied.",
    about: "What can this bot do?",
  },
};
