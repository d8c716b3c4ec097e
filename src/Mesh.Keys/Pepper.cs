using System.Security.Cryptography;
using System.Text;

namespace Mesh.Keys;

/// <summary>The secret under which keys are hashed; without it a stolen key file proves nothing.</summary>
public sealed class Pepper
{
    /// <summary>Environment variable that holds it; wins over the file.</summary>
    public const string Variable = "MESH_PEPPER";

    private const int ShortestLength = 32;
    private readonly byte[] _value;

    private Pepper(byte[] value) => _value = value;

    /// <summary>Makes one from text.</summary>
    /// <exception cref="KeyFileException">Shorter than 32 characters.</exception>
    public static Pepper From(string text) => text.Trim().Length >= ShortestLength
        ? new Pepper(Encoding.UTF8.GetBytes(text.Trim()))
        : throw new KeyFileException($"The pepper is shorter than {ShortestLength} characters. Take one from 'openssl rand -hex 32'.");

    /// <summary>The pepper of a key file: the environment's, else the one beside the file; null when there is neither.</summary>
    /// <exception cref="KeyFileException">It is too short or cannot be read.</exception>
    public static Pepper? Find(string keyFile, Func<string, string?> environment)
    {
        if (environment(Variable) is { Length: > 0 } text)
        {
            return From(text);
        }

        try
        {
            return File.Exists(PathOf(keyFile)) ? From(File.ReadAllText(PathOf(keyFile))) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The pepper '{PathOf(keyFile)}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Finds the pepper, or makes one that only this user can read.</summary>
    public static Pepper FindOrCreate(string keyFile, Func<string, string?> environment)
    {
        if (Find(keyFile, environment) is { } found)
        {
            return found;
        }

        var text = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(keyFile))!);
        using var writer = new StreamWriter(PathOf(keyFile), options);
        writer.WriteLine(text);
        return From(text);
    }

    /// <summary>HMAC-SHA-256 of the key, in lower-case hexadecimal.</summary>
    internal string Hash(ApiKey key) => Convert.ToHexStringLower(HMACSHA256.HashData(_value, Encoding.ASCII.GetBytes($"{key.Id}.{key.Secret}")));

    private static string PathOf(string keyFile) => keyFile + ".pepper";
}
