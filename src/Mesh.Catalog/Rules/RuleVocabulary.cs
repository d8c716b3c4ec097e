namespace Mesh.Catalog.Rules;

/// <summary>The names and functions of conditions.</summary>
internal static class RuleVocabulary
{
    /// <summary>Names with what they give.</summary>
    public static readonly IReadOnlyDictionary<string, RuleType> Names = new Dictionary<string, RuleType>
    {
        ["task"] = RuleType.Text,
        ["complexity"] = RuleType.Number,
        ["language"] = RuleType.Text,
        ["tokens"] = RuleType.Number,
        ["output"] = RuleType.Number,
        ["bytes"] = RuleType.Size,
        ["turns"] = RuleType.Number,
        ["deadline"] = RuleType.Time,
        ["urgency"] = RuleType.Text,
        ["class"] = RuleType.Text,
        ["data"] = RuleType.Texts,
        ["lastModel"] = RuleType.Text,
        ["message"] = RuleType.Text,
        ["system"] = RuleType.Text,
        ["prompt"] = RuleType.Text,
        ["caller.tenant"] = RuleType.Text,
        ["caller.project"] = RuleType.Text,
        ["caller.key"] = RuleType.Text,
        ["caller.tags"] = RuleType.Texts,
        ["spend.day"] = RuleType.Number,
        ["spend.month"] = RuleType.Number,
    };

    /// <summary>Names that are understood and give nothing yet, with why.</summary>
    public static readonly IReadOnlyDictionary<string, string> NamesToCome = new Dictionary<string, string>
    {
        ["budget.left"] = "there is no account of budgets yet.",
    };

    /// <summary>Functions with what each takes.</summary>
    public static readonly IReadOnlyDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["has"] = "has(image)",
        ["contains"] = "contains(message, \"invoice\")",
        ["matches"] = "matches(message, \"INV-[0-9]+\")",
        ["load"] = "load(\"gpt-5\")",
        ["healthy"] = "healthy(\"gpt-5\")",
    };

    /// <summary>What <c>has</c> looks for.</summary>
    public static readonly IReadOnlyList<string> Features = ["image", "file", "audio", "tools", "json-schema", "logprobs"];

    /// <summary>The texts that a name may be compared with, where they are few.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Values = new Dictionary<string, IReadOnlyList<string>>
    {
        ["urgency"] = ["interactive", "batch"],
        ["class"] = ["critical", "standard", "sheddable"],
        ["language"] = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "tr", "ro", "hu", "vi", "id", "ru", "uk", "bg", "el", "he", "ar", "fa", "hi", "bn", "ta", "th", "ka", "hy", "ko", "ja", "zh", "und"],
    };

    /// <summary>Units of times, in seconds.</summary>
    public static readonly IReadOnlyDictionary<string, double> Times = new Dictionary<string, double> { ["ms"] = 0.001, ["s"] = 1, ["m"] = 60, ["h"] = 3600 };

    /// <summary>Units of sizes, in bytes.</summary>
    public static readonly IReadOnlyDictionary<string, double> Sizes = new Dictionary<string, double> { ["B"] = 1, ["kB"] = 1024, ["MB"] = 1024 * 1024 };

    /// <summary>Units of counts.</summary>
    public static readonly IReadOnlyDictionary<string, double> Counts = new Dictionary<string, double> { [""] = 1, ["k"] = 1000, ["M"] = 1_000_000 };
}
