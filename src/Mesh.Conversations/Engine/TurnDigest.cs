using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Engine;

/// <summary>A digest that grows with every committed turn: two histories with the same one are the same.</summary>
public static class TurnDigest
{
    /// <summary>SHA-256 over the digest before and what the turn says, each part led by its length, in lower-case hex.</summary>
    /// <param name="before">The digest before; empty for none.</param>
    /// <param name="turn">The turn, with its version and answer.</param>
    public static string After(string before, TurnRecord turn)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, before);
        Add(hash, turn.Number);
        Add(hash, turn.Parent);
        Add(hash, turn.Version);
        Add(hash, turn.Request.TurnId);
        Add(hash, turn.Request.Hash);
        Add(hash, turn.Attempt);
        Add(hash, turn.Answer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of what an answer says, in lower-case hex; empty for none.</summary>
    public static string Of(TurnAnswer? answer)
    {
        if (answer is null)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, answer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Counts and kinds go in as well: no two answers that differ give the same bytes.
    private static void Add(IncrementalHash hash, TurnAnswer? answer)
    {
        Add(hash, answer?.Message.Parts.Count ?? 0);
        foreach (var part in answer?.Message.Parts ?? [])
        {
            Add(hash, part);
        }

        Add(hash, answer?.Message.ToolCalls.Count ?? 0);
        foreach (var call in answer?.Message.ToolCalls ?? [])
        {
            Add(hash, call.Id);
            Add(hash, call.Name);
            Add(hash, call.ArgumentsJson);
        }
    }

    private static void Add(IncrementalHash hash, ContentPart part)
    {
        var (kind, first, second) = part switch
        {
            TextPart text => ("text", text.Text, ""),
            ReasoningPart reasoning => ("reasoning", reasoning.Text, ""),
            RefusalPart refusal => ("refusal", refusal.Text, ""),
            ImagePart image => ("image", image.Url, image.Detail ?? ""),
            FilePart file => ("file", file.Data, file.Name ?? ""),
            AudioPart audio => ("audio", audio.Data, audio.Format),
            _ => throw new ArgumentException($"A part of kind {part.GetType().Name} has no digest yet.", nameof(part)),
        };
        Add(hash, kind);
        Add(hash, first);
        Add(hash, second);
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
