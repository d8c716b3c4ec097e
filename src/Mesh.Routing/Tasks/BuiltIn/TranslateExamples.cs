namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>From one language into another.</summary>
internal static class TranslateExamples
{
    public const string Lines = """
        1|Translate to {Spanish/French/German}: {Where is the train station?/I would like a coffee, please./The shop closes at six.}
        1|How do you say "{good night/thank you very much/I'm lost}" in {Japanese/Swahili/Finnish}?
        2|Translate the following {paragraph/letter} into {English/Portuguese}: {Sehr geehrte Damen und Herren, hiermit kündige ich meinen Vertrag zum Jahresende./Nous avons bien reçu votre demande et vous répondrons sous huit jours.}
        2|what does "{mañana por la mañana/joie de vivre/Schadenfreude}" mean in english
        3|Please translate this {contract clause/user manual} from {German to English/Italian to Dutch}, keeping the legal terms exact.
        2|Translate "{The early bird catches the worm/It's raining cats and dogs}" into {Russian/Polish/Turkish} so that it sounds natural.
        2|{Übersetze ins Deutsche/Traduis en français/Traduce al español}: {The meeting has been moved to Thursday./Your order was shipped yesterday.}
        2|English to {Hindi/Arabic/Korean}: {My luggage did not arrive/Is breakfast included?}
        3|Localise these {buttons/error messages} for {Brazil/Sweden}: "Save changes", "Something went wrong", "Try again"
        2|Give me the {Latin/Greek} for "{know thyself/fortune favours the bold}".
        3|Translate this poem into {English/Czech} and keep the rhyme: {Die Sonne sinkt, der Tag ist um/La lune est blanche sur les toits}
        2|Render this sentence in {formal/colloquial} {Japanese/French}: {Could you tell me the price?/Sorry for being late.}
        2|Is "{je suis plein/ich bin heiß/estoy embarazada}" a correct translation of "{I'm full/I'm hot/I'm embarrassed}"?
        2|Translate the subtitles to {Danish/Hebrew}, one line each: 1 {Stop right there!/I knew it was you.} 2 {Don't shoot./We have no time.}
        3|Here is a product description in {Chinese/Korean}: {这款耳机的电池可以使用三十小时/이 커피는 에티오피아에서 왔습니다}. Translate it into {English/Spanish}.
        2|Convert this {British/American} English text into {Mandarin/Vietnamese}: {the lift is out of order/take the elevator to the third floor}
        2|Traduire en {anglais/allemand}: {Le chat dort sur le canapé/Il fait très froid aujourd'hui}.
        2|Wie heißt "{Brennnessel/Feierabend/Gemütlichkeit}" auf {Englisch/Italienisch}?
        2|¿Cómo se dice "{I miss you/see you tomorrow}" en {italiano/alemán}?
        3|Translate back into {English/German} and point out what got lost: {Les absents ont toujours tort/Morgenstund hat Gold im Mund}
        2|Переведи на английский: {Мы встретимся завтра у вокзала/Спасибо за помощь}
        2|translate this menu for me: {Kalbsleber mit Apfel und Zwiebeln, Spargelcremesuppe/Moules marinières, tarte aux pommes}
        3|Translate the technical abstract below from {Russian/Japanese} into English, using the usual terms of {metallurgy/oceanography}.
        2|Into {Ukrainian/Romanian}, please: {We accept cards and cash/Mind the gap between train and platform}
        2|same text in {dutch/norwegian/greek} please: {happy birthday, dear friend/closed on public holidays}
        """;
}
