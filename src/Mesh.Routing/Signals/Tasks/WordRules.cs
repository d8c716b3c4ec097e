namespace Mesh.Routing.Signals.Tasks;

/// <summary>Words that tell a class of tasks, each with how much it tells. Small letters; a word with a star stands for its beginnings.</summary>
internal static class WordRules
{
    /// <summary>Words by class.</summary>
    public static readonly IReadOnlyDictionary<string, (string Words, double Weight)[]> All = new Dictionary<string, (string, double)[]>
    {
        ["code"] =
        [
            ("code coding function method class variable compile compiler exception stacktrace regex algorithm refactor debug unittest script api endpoint json yaml html css sql query database", 1),
            ("python javascript typescript java kotlin rust golang c# c++ php ruby swift bash powershell haskell scala docker kubernetes git linux react django numpy pandas", 1.5),
            ("implement* program* bug bugs snippet codebase repository funktion programm* fonction función función programa", 1),
        ],
        ["math"] =
        [
            ("solve equation equations integral derivative matrix polynomial probability triangle circle radius area perimeter sum product divided multiply percent fraction prime integer calculate compute remainder algebra geometry theorem", 1),
            ("how-many how-much gleichung berechne rechne équation calcule ecuación calcula", 1),
            ("miles hours cost costs total each twice half remaining left altogether average speed", 0.4),
        ],
        ["translate"] =
        [
            ("translate translation translated übersetze übersetzen übersetzung traduis traduire traduction traduce traducir traducción traduci traduzir перевед* переклад* 翻译 翻訳", 3),
            ("into-english into-french into-german into-spanish into-italian to-english to-french to-german to-spanish to-italian to-japanese to-chinese ins-deutsche en-français al-español", 2),
        ],
        ["summarise"] =
        [
            ("summarize summarise summary summarized tl;dr tldr condense zusammenfass* fasse résume résumé résumer resume resumen resumir riassumi riassunto", 3),
            ("key-points main-points in-short bullet-points shorter", 1.5),
        ],
        ["extract"] =
        [
            ("extract extrahiere extraire extrae extraer", 3),
            ("list-all find-all pull-out all-names all-dates fields invoice entities return-json as-json", 1.2),
        ],
        ["classify"] =
        [
            ("classify classification categorize categorise label labels sentiment klassifiziere einordnen classifie clasifica", 3),
            ("positive-or-negative spam-or which-category following-categories one-of", 1.5),
        ],
        ["creative"] =
        [
            ("poem poetry haiku sonnet lyrics story novel fairytale screenplay limerick slogan gedicht geschichte märchen poème histoire poema cuento rhyme", 2.5),
            ("write-a imagine character characters plot fictional creative", 0.7),
        ],
        ["reasoning"] =
        [
            ("why prove proof explain-why step-by-step reason reasoning logic puzzle riddle deduce infer hypothesis trade-offs tradeoffs compare analyse analyze evaluate implications argue strategy plan warum pourquoi", 1),
            ("if-and-only therefore contradiction assume suppose given-that", 1),
        ],
    };
}
