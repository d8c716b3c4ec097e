using Mesh.Routing.Signals;

namespace Mesh.Routing.Tests.Signals;

public sealed class LanguagesTests
{
    // Requests as people write them, some short; written for this test.
    private static readonly (string Language, string[] Texts)[] s_said =
    [
        ("en", ["How do I sort a list in Python?", "What is the capital of France?", "Please summarize the text below in three sentences.", "Write me a short story about a fox", "Can you fix this bug for me?", "I need a recipe with rice and beans."]),
        ("de", ["Wie sortiere ich eine Liste in Python?", "Was ist die Hauptstadt von Frankreich?", "Bitte fasse den folgenden Text in drei Sätzen zusammen.", "Schreib mir eine kurze Geschichte über einen Fuchs", "Kannst du mir bei diesem Fehler helfen?", "Ich brauche ein Rezept mit Reis und Bohnen."]),
        ("fr", ["Comment trier une liste en Python ?", "Quelle est la capitale de la France ?", "Résume le texte suivant en trois phrases.", "Écris-moi une courte histoire sur un renard", "Peux-tu corriger ce bug pour moi ?", "J'ai besoin d'une recette avec du riz et des haricots."]),
        ("es", ["¿Cómo ordeno una lista en Python?", "¿Cuál es la capital de Francia?", "Resume el siguiente texto en tres frases.", "Escríbeme un cuento corto sobre un zorro", "¿Puedes arreglar este error por mí?", "Necesito una receta con arroz y frijoles."]),
        ("it", ["Come ordino una lista in Python?", "Qual è la capitale della Francia?", "Riassumi il testo seguente in tre frasi.", "Scrivimi una breve storia su una volpe che non dorme", "Puoi correggere questo errore per me?", "Ho bisogno di una ricetta con il riso e i fagioli."]),
        ("pt", ["Como ordeno uma lista em Python?", "Qual é a capital da França?", "Resuma o seguinte texto em três frases, por favor.", "Escreva uma história curta sobre uma raposa que não dorme", "Você pode corrigir este erro para mim?", "Preciso de uma receita com arroz e feijão."]),
        ("nl", ["Hoe sorteer ik een lijst in Python?", "Wat is de hoofdstad van Frankrijk?", "Vat de volgende tekst samen in drie zinnen.", "Schrijf een kort verhaal over een vos voor mij", "Kan je deze fout voor mij oplossen?", "Ik heb een recept nodig met rijst en bonen."]),
        ("sv", ["Hur sorterar jag en lista i Python?", "Vad är huvudstaden i Frankrike?", "Sammanfatta texten nedan i tre meningar och skriv på svenska.", "Skriv en kort berättelse om en räv", "Kan du rätta det här felet för mig?", "Jag behöver ett recept med ris och bönor."]),
        ("da", ["Hvordan sorterer jeg en liste i Python?", "Hvad er hovedstaden i Frankrig?", "Skriv en kort historie om en ræv til mig", "Jeg skal bruge en opskrift med ris og bønner, som også er nem."]),
        ("no", ["Hvordan sorterer jeg en liste i Python, og hva er raskest?", "Hva er hovedstaden i Frankrike?", "Skriv en kort historie om en rev til meg", "Jeg trenger ikke noe svar fra deg, bare en oppskrift."]),
        ("fi", ["Miten lajittelen listan Pythonissa, ja mikä on nopein?", "Mikä on Ranskan pääkaupunki?", "Minun pitää kirjoittaa kirje, mutta en tiedä miten se alkaa."]),
        ("pl", ["Jak posortować listę w Pythonie?", "Co jest stolicą Francji i dlaczego?", "Proszę, napisz krótkie opowiadanie o lisie, który nie śpi."]),
        ("cs", ["Jak seřadím seznam v Pythonu?", "Co je hlavní město Francie a proč?", "Prosím napiš krátký příběh o lišce, která nespí."]),
        ("tr", ["Python'da bir listeyi nasıl sıralarım?", "Fransa'nın başkenti neresi ve neden?", "Bana bir tilki için kısa bir hikaye yaz, çok uzun olmasın."]),
        ("hu", ["Hogyan rendezhetek egy listát Pythonban?", "Mi a fővárosa Franciaországnak, és miért az?", "Kérem, írj egy rövid történetet egy rókáról."]),
        ("ro", ["Cum sortez o listă în Python și care este cea mai rapidă cale?", "Care este capitala Franței?", "Te rog scrie o poveste scurtă despre o vulpe care nu doarme."]),
        ("vi", ["Làm thế nào để sắp xếp một danh sách trong Python?", "Thủ đô của Pháp là gì?"]),
        ("id", ["Bagaimana cara mengurutkan daftar di Python?", "Apa ibu kota Prancis dan mengapa?", "Tolong buat cerita pendek untuk saya yang tidak terlalu panjang."]),
        ("ru", ["Как отсортировать список в Python?", "Какая столица Франции?", "Напиши мне короткую сказку про лису, чтобы была весёлой."]),
        ("uk", ["Як відсортувати список у Python?", "Яка столиця Франції?", "Напиши мені коротку казку про лисицю."]),
        ("el", ["Πώς ταξινομώ μια λίστα στην Python;"]), ("he", ["איך ממיינים רשימה בפייתון?"]), ("ar", ["كيف أرتب قائمة في بايثون؟"]), ("fa", ["چگونه یک لیست را در پایتون مرتب کنم؟ گزارش بده"]),
        ("hi", ["पायथन में सूची को कैसे क्रमबद्ध करें?"]), ("th", ["ฉันจะเรียงลำดับรายการอย่างไร"]), ("ko", ["파이썬에서 리스트를 어떻게 정렬하나요?"]), ("ja", ["Pythonでリストを並べ替えるにはどうすればいいですか？", "東京の天気を教えて"]), ("zh", ["如何在Python中对列表进行排序？", "法国的首都是哪里？"]),
    ];

    [Fact]
    public void Language_OfShortRequests_IsToldForAtLeastNineteenOfTwenty()
    {
        var all = s_said.SelectMany(s => s.Texts.Select(t => (s.Language, Text: t, Told: Languages.Of(t)))).ToArray();
        var wrong = all.Where(a => a.Told != a.Language).Select(a => $"{a.Language} taken for {a.Told}: {a.Text}").ToArray();

        Assert.True(wrong.Length <= all.Length / 20, $"{wrong.Length} of {all.Length}:\n{string.Join('\n', wrong)}");
    }

    // None of these was looked at while the words were chosen.
    private static readonly (string Language, string[] Texts)[] s_unseen =
    [
        ("en", ["Give me five names for a coffee shop.", "Is it safe to eat raw eggs?", "Translate this into German", "My train was late again, what can I claim?"]),
        ("de", ["Nenne mir fünf Namen für ein Café.", "Kann man rohe Eier essen?", "Übersetze das ins Englische", "Mein Zug hatte wieder Verspätung, was steht mir zu?"]),
        ("fr", ["Donne-moi cinq noms pour un café.", "Peut-on manger des œufs crus ?", "Traduis ceci en allemand", "Mon train était encore en retard, que puis-je réclamer ?"]),
        ("es", ["Dame cinco nombres para una cafetería.", "¿Se pueden comer huevos crudos?", "Traduce esto al alemán", "Mi tren llegó tarde otra vez, ¿qué puedo reclamar?"]),
        ("it", ["Dammi cinque nomi per un bar.", "Si possono mangiare le uova crude?", "Traduci questo in tedesco", "Il mio treno era di nuovo in ritardo, cosa posso chiedere?"]),
        ("pt", ["Dê-me cinco nomes para um café.", "É seguro comer ovos crus?", "Traduza isto para alemão", "O meu comboio atrasou-se outra vez, o que posso pedir?"]),
        ("nl", ["Geef me vijf namen voor een koffiebar.", "Is het veilig om rauwe eieren te eten?", "Vertaal dit naar het Duits", "Mijn trein was weer te laat, wat kan ik eisen?"]),
        ("sv", ["Ge mig fem namn på ett kafé.", "Är det säkert att äta råa ägg?", "Översätt detta till tyska", "Mitt tåg var försenat igen, vad kan jag kräva?"]),
        ("da", ["Giv mig fem navne til en café.", "Er det sikkert at spise rå æg?", "Oversæt dette til tysk, og skriv det kort", "Mit tog var forsinket igen, hvad kan jeg kræve?"]),
        ("pl", ["Podaj mi pięć nazw dla kawiarni.", "Czy można jeść surowe jajka?", "Przetłumacz to na niemiecki"]),
        ("tr", ["Bana bir kafe için beş isim ver.", "Çiğ yumurta yemek güvenli mi?", "Bunu Almancaya çevir"]),
        ("ru", ["Дай мне пять названий для кафе.", "Можно ли есть сырые яйца?"]),
        ("ja", ["カフェの名前を五つください。"]), ("zh", ["给我五个咖啡店的名字。"]), ("ko", ["카페 이름 다섯 개만 알려 줘."]), ("ar", ["أعطني خمسة أسماء لمقهى."]),
    ];

    [Fact]
    public void Language_OfRequestsThatWereNotLookedAt_IsToldForAtLeastSeventeenOfTwenty()
    {
        var all = s_unseen.SelectMany(s => s.Texts.Select(t => (s.Language, Text: t, Told: Languages.Of(t)))).ToArray();
        var wrong = all.Where(a => a.Told != a.Language).Select(a => $"{a.Language} taken for {a.Told}: {a.Text}").ToArray();

        Assert.True(wrong.Length <= all.Length * 3 / 20, $"{wrong.Length} of {all.Length}:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345 + 67")]
    [InlineData("?!")]
    [InlineData("xqzt brrm")]
    public void Language_OfWhatIsNone_IsNotTold(string text) => Assert.Equal("und", Languages.Of(text));

    [Fact]
    public void Language_OfWhatTheUserSays_OutweighsNamesInAnotherScript() =>
        Assert.Equal("en", Languages.Of("What is the meaning of the word 你好 in this sentence, and how is it said?"));
}
