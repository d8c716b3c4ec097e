using System.Buffers;
using System.Collections.Frozen;

namespace Mesh.Routing.Signals;

/// <summary>Tells languages apart by script, and languages of one script by the small words and letters that are theirs.</summary>
public static class Languages
{
    /// <summary>What is told where no language can be.</summary>
    public const string Unknown = "und";

    private const int Most = 4000;
    private const int MostWords = 400;
    private static readonly SearchValues<char> s_ukrainian = SearchValues.Create("іїєґІЇЄҐ");
    private static readonly SearchValues<char> s_russian = SearchValues.Create("ыэёЫЭЁ");

    private static readonly (string Language, string Words)[] s_small =
    [
        ("en", "the of and to in is that it for was with as his they at be this have from or had by but what not are you your can which do how why when an me my we should there their will would could about all if no out up so some more into than them then these its only other has been were she her him our who where please like need want"),
        ("de", "der die das und ist nicht ein eine zu den mit auf für von sich dem des ich sie es wie was auch im wir bitte kann mir wird sind oder einen über aber nur noch nach bei er wenn so mehr hat haben werden wurde sein seine mein meine dein deine diese dieser dieses am vom zum zur bis gegen ohne durch nichts gibt"),
        ("fr", "le la les des et est un une pour que qui dans sur pas du au avec ce il elle nous vous je ne plus sont être cette comment pourquoi mon ma ou en y mais si leur leurs ont peut fait tout tous toute aussi très bien sans sous entre après avant été avoir faire moi toi lui donc quand quel quelle ton ta tes ses"),
        ("es", "el la los las de y es un una para que en por con del se no lo como más pero su al está son qué cómo yo mi me este esta puedo o te le les nos hay muy ya también cuando donde porque desde hasta sobre entre sin todo todos ser tiene hace puede cada ese esa eso cuál quién necesito"),
        ("it", "il lo la gli le di e è un una per che non in con del della sono come mi si da più anche questo questa perché cosa ho o nel alla i al ai dal dei delle degli nella nei sul sulla tra fra ma se molto tutto tutti quando dove quale chi cui loro suo sua essere stato ha hanno ci vi ne"),
        ("pt", "o a os as de e é um uma para que em por com do da não se como mais mas no na ao são eu você isso este esta qual meu ou dos das às aos pelo pela pelos entre até sem sobre também muito já quando onde porque quem tem ser está foi nos nas seu sua ele ela esse essa tudo todos me te"),
        ("nl", "de het een en van is niet dat op te in zijn voor met die aan er ik je wat hoe ook maar dit deze kan naar wij of wordt waarom door bij uit om over tot onder tegen na als dan nog wel geen hier daar heb heeft hebben was waren worden mijn jouw jij u zij hij ze we ons onze veel meer drie"),
        ("sv", "och att det är en ett som på för med inte av den till jag du vi har kan om hur vad varför eller från mig när ska denna var där här efter före mellan under över utan mycket mer alla allt något någon några sig sin sitt hans hennes dem då nu bara också skulle finns"),
        ("da", "og at det er en et som på for med ikke af den til jeg du vi har kan om hvordan hvad hvorfor eller fra mig når skal denne også var der her efter før mellem under over uden meget mere alle alt noget nogen nogle sig sin sit hans hendes dem da nu bare skulle findes bliver"),
        ("no", "og at det er en et som på for med ikke av den til jeg du vi har kan om hvordan hva hvorfor eller fra meg når skal denne også var der her etter før mellom under over uten mye mer alle alt noe noen seg sin sitt hans hennes dem da nå bare skulle finnes blir"),
        ("fi", "ja on ei se että hän mutta minä sinä ovat tämä mikä miten miksi kun niin oli myös tai mitä voi jos ole minun kanssa"),
        ("pl", "i w nie na się z do to że jest jak co ale po od za dla czy ten ta są tak przez jego mi dlaczego może być proszę oraz"),
        ("cs", "a je se v na že to s z do jak co ale pro po od by jsem jsou není tento tato proč může být prosím nebo když"),
        ("tr", "ve bir bu için ile de da ne nasıl mi mı gibi çok daha en var yok olan olarak ben sen neden şu ama kadar sonra bana"),
        ("ro", "și de la în un o este nu că pe cu pentru mai din ce cum sunt care ca să eu tu dar sau de-ce acest această te rog"),
        ("hu", "a az és egy nem hogy is van ez meg de mint vagy csak már el kell ki hogyan miért mit én te kérem lehet volt"),
        ("vi", "và là của không có cho một được trong tôi bạn này với các những người như thế nào tại sao hãy về đã để"),
        ("id", "yang dan di untuk dengan tidak ini itu dari pada saya anda adalah ke akan bagaimana apa mengapa atau bisa dalam juga ada tolong"),
    ];

    // Letters that few others have; each counts as half a small word.
    private static readonly (string Language, string Letters)[] s_letters =
    [
        ("de", "ßäöü"), ("fr", "çœêèàùîô"), ("es", "ñ¿¡"), ("pt", "ãõ"), ("sv", "åäö"), ("da", "æøå"), ("no", "æøå"), ("fi", "äö"), ("pl", "łśżźćńęą"),
        ("cs", "řůěščžý"), ("tr", "ğışç"), ("ro", "șțăâî"), ("hu", "őűáéö"), ("vi", "đơưạảấầẩếềểộốồổợớờởựứừử"), ("it", "èàìòù"),
    ];

    private static readonly (string Language, (int From, int To)[] Ranges)[] s_scripts =
    [
        ("ja", [(0x3040, 0x30FF)]), ("ko", [(0xAC00, 0xD7AF), (0x1100, 0x11FF)]), ("zh", [(0x4E00, 0x9FFF), (0x3400, 0x4DBF)]), ("ru", [(0x0400, 0x04FF)]),
        ("el", [(0x0370, 0x03FF)]), ("he", [(0x0590, 0x05FF)]), ("ar", [(0x0600, 0x06FF)]), ("hi", [(0x0900, 0x097F)]), ("bn", [(0x0980, 0x09FF)]),
        ("ta", [(0x0B80, 0x0BFF)]), ("th", [(0x0E00, 0x0E7F)]), ("ka", [(0x10A0, 0x10FF)]), ("hy", [(0x0530, 0x058F)]),
    ];

    private static readonly FrozenDictionary<string, int[]> s_words =
        (from language in s_small.Index()
         from word in language.Item.Words.Split(' ')
         group language.Index by word).ToFrozenDictionary(g => g.Key, g => g.Distinct().ToArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<char, int[]> s_marks =
        (from language in s_letters
         from letter in language.Letters
         group Array.FindIndex(s_small, s => s.Language == language.Language) by letter).ToFrozenDictionary(g => g.Key, g => g.Distinct().ToArray());

    private static readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The language of a text, as two letters of ISO 639-1; <see cref="Unknown"/> where it cannot be told. The first 4,000 characters are looked at.</summary>
    public static string Of(string text)
    {
        var looked = text.AsSpan(0, Math.Min(text.Length, Most));
        Span<int> scripts = stackalloc int[s_scripts.Length];
        var latin = 0;
        foreach (var c in looked)
        {
            if (c < 0x250)
            {
                latin += char.IsLetter(c) ? 1 : 0;
            }
            else if (c is >= (char)0x1E00 and < (char)0x1F00)
            {
                latin++;
            }
            else if (ScriptOf(c) is var script and >= 0)
            {
                scripts[script]++;
            }
        }

        var (most, sum) = (0, 0);
        for (var i = 0; i < scripts.Length; i++)
        {
            most = scripts[i] > scripts[most] ? i : most;
            sum += scripts[i];
        }

        return sum * 2 > latin ? OfScript(s_scripts[most].Language, scripts, looked) : latin == 0 ? Unknown : OfLatin(looked);
    }

    // Japanese has Chinese characters between its own; Persian and Arabic, and the languages in Cyrillic letters, share a script.
    private static string OfScript(string language, ReadOnlySpan<int> scripts, ReadOnlySpan<char> text) => language switch
    {
        "zh" when scripts[0] * 20 > scripts[2] => "ja",
        "ar" when text.IndexOfAny('پ', 'چ', 'گ') >= 0 => "fa",
        "ru" when text.ContainsAny(s_ukrainian) => "uk",
        "ru" when !text.ContainsAny(s_russian) && text.Count('ъ') * 60 > text.Length => "bg",
        _ => language,
    };

    private static string OfLatin(ReadOnlySpan<char> text)
    {
        var tally = new Tally();
        WordScan.Each(text, MostWords, tally.Add);
        tally.AddLetters(text);
        return tally.Best();
    }

    private static int ScriptOf(char c)
    {
        for (var i = 0; i < s_scripts.Length; i++)
        {
            foreach (var (from, to) in s_scripts[i].Ranges)
            {
                if (c >= from && c <= to)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private sealed class Tally
    {
        private const double Least = 1;
        private const int MostLetters = 6;
        private readonly double[] _scores = new double[s_small.Length];

        // A word that several languages have tells less of each.
        public void Add(ReadOnlySpan<char> word, ReadOnlySpan<char> pair)
        {
            if (s_lookup.TryGetValue(word, out var languages))
            {
                foreach (var language in languages)
                {
                    _scores[language] += 1 / Math.Sqrt(languages.Length);
                }
            }
        }

        public void AddLetters(ReadOnlySpan<char> text)
        {
            Span<int> found = stackalloc int[_scores.Length];
            foreach (var c in text)
            {
                if (c >= 0x80 && s_marks.TryGetValue(char.ToLowerInvariant(c), out var languages))
                {
                    foreach (var language in languages)
                    {
                        found[language]++;
                    }
                }
            }

            for (var i = 0; i < found.Length; i++)
            {
                _scores[i] += Math.Min(found[i], MostLetters) * 0.5;
            }
        }

        public string Best()
        {
            var best = 0;
            for (var i = 1; i < _scores.Length; i++)
            {
                best = _scores[i] > _scores[best] ? i : best;
            }

            return _scores[best] < Least ? Unknown : s_small[best].Language;
        }
    }
}
