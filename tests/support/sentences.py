"""A sentence of news in each of many languages, written for these tests."""

from __future__ import annotations

SENTENCES = {
    "ar": "أعلنت وزارة الخارجية أن المحادثات سوف تستأنف في الأسبوع المقبل",
    "cs": "Vláda dnes schválila návrh zákona o státním rozpočtu na příští rok",
    "de": "Die Regierung hat am Dienstag einen neuen Plan für die Wirtschaft vorgestellt",
    "en": "The government announced on Tuesday that it would not change the law",
    "es": "El gobierno anunció el martes que no cambiaría la ley de presupuestos",
    "fa": "وزیر امور خارجه گفت که گفتگوها هفته آینده از سر گرفته خواهد شد",
    "fi": "Hallitus kertoi tiistaina, ettei se aio muuttaa lakia ensi vuonna",
    "fr": "Le gouvernement a annoncé mardi qu'il ne changerait pas la loi",
    "he": "ראש הממשלה הודיע היום כי הבחירות יתקיימו בחודש הבא",
    "hi": "प्रधानमंत्री ने मंगलवार को कहा कि सरकार नई योजना शुरू करेगी",
    "id": "Pemerintah mengumumkan pada hari Selasa bahwa mereka tidak akan mengubah undang-undang",
    "it": "Il governo ha annunciato martedì che non cambierà la legge di bilancio",
    "ja": "政府は火曜日、新しい経済対策を発表した",
    "ko": "정부는 화요일 새로운 경제 계획을 발표했다",
    "nl": "De regering heeft dinsdag aangekondigd dat zij de wet niet zal wijzigen",
    "pl": "Rząd ogłosił we wtorek, że nie zmieni ustawy budżetowej w przyszłym roku",
    "pt": "O governo anunciou na terça-feira que não vai mudar a lei do orçamento",
    "ru": "Правительство во вторник объявило, что не будет менять закон о бюджете",
    "th": "รัฐบาลประกาศแผนเศรษฐกิจใหม่เมื่อวันอังคาร",
    "tr": "Hükümet salı günü yaptığı açıklamada yasayı değiştirmeyeceğini duyurdu",
    "uk": "Уряд у вівторок оголосив, що не змінюватиме закон про бюджет",
    "vi": "Chính phủ hôm thứ Ba tuyên bố sẽ không thay đổi luật ngân sách",
    "zh-Hans": "政府周二宣布不会修改预算法",
    "zh-Hant": "政府週二宣布不會修改預算法",
}
