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
        foreach (var part in turn.Answer?.Message.Parts ?? [])
        {
            Add(hash, part switch { TextPart t => t.Text, ReasoningPart r => r.Text, RefusalPart r => r.Text, _ => part.ToString() });
        }

        foreach (var call in turn.Answer?.Message.ToolCalls ?? [])
        {
            Add(hash, call.Id);
            Add(hash, call.Name);
            Add(hash, call.ArgumentsJson);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
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
