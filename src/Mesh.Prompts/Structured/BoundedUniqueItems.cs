using System.Text.Json;
using Json.Schema;

namespace Mesh.Prompts.Structured;

/// <summary><c>uniqueItems</c> for arrays of a bounded length, since each item is compared with each; a longer one does not fit.</summary>
internal sealed class BoundedUniqueItems : IKeywordHandler
{
    /// <summary>Longest array whose items are compared.</summary>
    public const int MostItems = 500;

    /// <inheritdoc/>
    public string Name => "uniqueItems";

    /// <inheritdoc/>
    public object? ValidateKeywordValue(JsonElement value) => value.GetBoolean();

    /// <inheritdoc/>
    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
    }

    /// <inheritdoc/>
    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (context.Instance.ValueKind != JsonValueKind.Array || keyword.Value is false)
        {
            return KeywordEvaluation.Ignore;
        }

        var unique = context.Instance.GetArrayLength() <= MostItems && AreUnique([.. context.Instance.EnumerateArray()]);
        return new KeywordEvaluation { Keyword = Name, IsValid = unique, Error = unique ? null : "has equal items" };
    }

    private static bool AreUnique(JsonElement[] items)
    {
        for (var i = 1; i < items.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (JsonElement.DeepEquals(items[i], items[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
