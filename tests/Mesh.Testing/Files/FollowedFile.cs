using System.Text;

namespace Mesh.Testing.Files;

/// <summary>A file that a running process follows or reads again later.</summary>
public static class FollowedFile
{
    /// <summary>Swaps it whole, as editors do: one that is half written for a moment would be read so.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="text">What it is to hold, in UTF-8.</param>
    public static Task ReplaceAsync(string path, string text) => ReplaceAsync(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="ReplaceAsync(string, string)"/>
    /// <param name="path">Where it is.</param>
    /// <param name="content">What it is to hold.</param>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content)
    {
        await File.WriteAllBytesAsync(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
