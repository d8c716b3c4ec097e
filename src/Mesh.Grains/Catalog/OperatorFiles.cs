using System.Text;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Catalog;

/// <summary>Reads the files that the operator wrote.</summary>
internal static class OperatorFiles
{
    /// <summary>Their text. Of a file that is too large only so much is read that the reader refuses it.</summary>
    public static async Task<IReadOnlyList<CatalogFile>> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        await Task.WhenAll(paths.Select(async p => new CatalogFile(p, await TextAsync(p, cancellationToken))));

    private static async Task<string> TextAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        var bytes = new byte[Math.Min(file.Length, CatalogReader.MaxFileBytes + 1)];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, read);
    }
}
