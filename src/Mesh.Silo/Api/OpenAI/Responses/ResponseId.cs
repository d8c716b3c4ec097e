using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>A response's name: the conversation and the turn in it. Whose it is, it does not say: that is the caller's tenant.</summary>
/// <param name="Conversation">The conversation's id.</param>
/// <param name="Turn">The turn's id.</param>
internal sealed record ResponseId(string Conversation, string Turn)
{
    private const string Prefix = "resp_";

    /// <summary>Reads a name.</summary>
    /// <exception cref="MeshException">not_found: the mesh never gave it.</exception>
    public static ResponseId Parse(string text)
    {
        try
        {
            if (text.StartsWith(Prefix, StringComparison.Ordinal)
                && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length))).Split('\n') is [{ Length: > 0 } conversation, { Length: > 0 } turn])
            {
                return new ResponseId(conversation, turn);
            }
        }
        catch (FormatException)
        {
            // As any other name that is none.
        }

        throw new MeshException(MeshErrorCode.NotFound, "response_not_found", "There is no such response. Its id is the 'id' of a response that this mesh gave and kept.", "id");
    }

    /// <summary>A name for a new response: the same for the same idempotency key, so that a request that is sent again finds it.</summary>
    /// <param name="conversation">The conversation that it is in; null for a new one.</param>
    /// <param name="key">The caller's idempotency key; null for none.</param>
    /// <param name="time">The clock.</param>
    public static ResponseId New(string? conversation, string? key, TimeProvider time) =>
        new(conversation ?? $"conv_{Name("conversation", key, time)}", $"turn_{Name("turn", key, time)}");

    /// <summary>The name.</summary>
    public override string ToString() => Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Conversation}\n{Turn}"));

    /// <summary>The name of one of its items.</summary>
    public string Item(string prefix, int index) => $"{prefix}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))[..24]}{index:x4}";

    private static string Name(string of, string? key, TimeProvider time) =>
        key is null ? Guid.CreateVersion7(time.GetUtcNow()).ToString("N") : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{of}\n{key}")))[..32];
}
