using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Keys;

/// <summary>
/// A caller's key, <c>mesh_{id}_{secret}{checksum}</c>: a prefix that secret scanners can find, an id that may be shown, 256 random
/// bits, and a CRC-32 so that a mistyped key is told apart from an unknown one without a look at any store.
/// </summary>
public sealed class ApiKey
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "mesh_";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 10;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int Length = 5 + IdLength + 1 + SecretLength + ChecksumLength;

    private ApiKey(string id, string secret)
    {
        Id = id;
        Secret = secret;
    }

    /// <summary>The id: visible in lists, logs and audit.</summary>
    public string Id { get; }

    /// <summary>The secret: shown once, kept nowhere.</summary>
    internal string Secret { get; }

    /// <summary>Makes a new key from the system's random source.</summary>
    public static ApiKey Create() => new(Text(IdLength), Text(SecretLength));

    /// <summary>Reads a key; false for anything that is not one or was mistyped.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKey? key)
    {
        key = null;
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_')
        {
            return false;
        }

        var body = text[..^ChecksumLength];
        if (Checksum(body) != text[^ChecksumLength..])
        {
            return false;
        }

        key = new ApiKey(text.Substring(Prefix.Length, IdLength), body[(Prefix.Length + IdLength + 1)..]);
        return true;
    }

    /// <summary>The whole key, to be shown once. Deliberately not <see cref="object.ToString"/>, which logs call.</summary>
    public string Reveal()
    {
        var body = $"{Prefix}{Id}_{Secret}";
        return body + Checksum(body);
    }

    /// <summary>The key without its secret.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    // 43 digits of base 62 hold 256 bits; each is drawn without bias.
    private static string Text(int length) => RandomNumberGenerator.GetString(Digits, length);

    private static string Checksum(string body)
    {
        var value = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body));
        return string.Create(ChecksumLength, value, static (span, rest) =>
        {
            for (var i = span.Length - 1; i >= 0; i--, rest /= 62)
            {
                span[i] = Digits[(int)(rest % 62)];
            }
        });
    }
}
