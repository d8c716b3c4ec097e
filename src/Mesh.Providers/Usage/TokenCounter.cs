using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Microsoft.ML.Tokenizers;

namespace Mesh.Providers.Usage;

/// <summary>
/// Counts tokens as OpenAI's newer models do (o200k). The tables are loaded at the first count, so that a mesh whose upstreams
/// count for themselves never pays for them.
/// </summary>
public sealed class TokenCounter
{
    /// <summary>Most characters that are counted: longer texts take more time than their count is worth, and are estimated.</summary>
    public const int MaxCharacters = 128 * 1024;

    // A run without a break takes the tokenizer time by the square of its length: 128 KiB of blanks would take a quarter of a minute.
    private const int MaxPiece = 1024;

    // What OpenAI adds around each message and before the answer.
    private const int TokensAMessage = 3;
    private const int TokensBeforeAnswer = 3;

    private static readonly string[] s_families = ["gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "o1", "o3", "o4"];

    private readonly Lazy<Tokenizer> _tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>Whether a model is known to cut text as this counter does.</summary>
    public static bool Knows(ModelEntry model, string upstreamModel) =>
        s_families.Any(f => IsOf(f, model.Family) || IsOf(f, upstreamModel[(upstreamModel.LastIndexOf('/') + 1)..]));

    /// <summary>Tokens of a text; null when it is too long.</summary>
    public long? Text(string text) => Count([text]);

    /// <summary>Tokens of a prompt; null when it holds what is no text, or too much.</summary>
    public long? Prompt(ChatRequest request)
    {
        var texts = new List<string>();
        foreach (var message in request.Messages)
        {
            if (message.Parts.Any(p => p is not (TextPart or ReasoningPart or RefusalPart)))
            {
                return null;
            }

            texts.AddRange(message.Parts.Select(p => p is TextPart text ? text.Text : p is RefusalPart refusal ? refusal.Text : ""));
            texts.AddRange(message.ToolCalls.SelectMany(c => new[] { c.Name, c.ArgumentsJson }));
            texts.Add(message.Name ?? "");
        }

        texts.AddRange(request.Tools.SelectMany(t => new[] { t.Name, t.Description ?? "", t.ParametersJson ?? "" }));
        texts.Add(request.ResponseFormat?.SchemaJson ?? "");
        return Count(texts) is { } count ? count + (request.Messages.Count * TokensAMessage) + TokensBeforeAnswer : null;
    }

    /// <summary>Tokens of an answer and, among them, of its reasoning; null when it is too long.</summary>
    public (long Output, long Reasoning)? Answer(IEnumerable<ChatEvent> events)
    {
        var said = new Dictionary<(int Choice, int Kind), StringBuilder>();
        foreach (var e in events)
        {
            switch (e)
            {
                case TextDelta t:
                    Piece(t.Choice, 0).Append(t.Text);
                    break;
                case ReasoningDelta r:
                    Piece(r.Choice, 1).Append(r.Text);
                    break;
                case RefusalDelta r:
                    Piece(r.Choice, 2).Append(r.Text);
                    break;
                case ToolCallDelta c:
                    Piece(c.Choice, 3 + c.Call).Append(c.Name).Append(c.Arguments);
                    break;
            }
        }

        return Count(said.Values.Select(s => s.ToString())) is { } all
            ? (all, Count(said.Where(s => s.Key.Kind == 1).Select(s => s.Value.ToString())) ?? 0)
            : null;

        StringBuilder Piece(int choice, int kind)
        {
            if (!said.TryGetValue((choice, kind), out var text))
            {
                said[(choice, kind)] = text = new StringBuilder();
            }

            return text;
        }
    }

    private long? Count(IEnumerable<string> texts)
    {
        var all = texts.Where(t => t.Length > 0).ToArray();
        return all.Sum(t => (long)t.Length) <= MaxCharacters ? all.Sum(CountPieces) : null;
    }

    // Words take the blank before them along, so a cut before a blank changes no count; only a run longer than a piece is cut inside.
    private long CountPieces(string text)
    {
        var count = 0L;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var length = rest.Length <= MaxPiece ? rest.Length : PieceLength(rest[..MaxPiece]);
            count += _tokenizer.Value.CountTokens(rest[..length]);
            rest = rest[length..];
        }

        return count;
    }

    private static int PieceLength(ReadOnlySpan<char> piece)
    {
        for (var at = piece.Length - 1; at > 0; at--)
        {
            if (piece[at] == ' ' && !char.IsWhiteSpace(piece[at - 1]))
            {
                return at;
            }
        }

        return char.IsHighSurrogate(piece[^1]) ? piece.Length - 1 : piece.Length;
    }

    private static bool IsOf(string family, string? name) =>
        name is not null && name.StartsWith(family, StringComparison.OrdinalIgnoreCase) && (name.Length == family.Length || !char.IsAsciiLetterOrDigit(name[family.Length]));
}
