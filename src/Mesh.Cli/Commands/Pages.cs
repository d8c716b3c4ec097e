namespace Mesh.Cli.Commands;

/// <summary>Reads lists that come in pages.</summary>
internal static class Pages
{
    /// <summary>The size of a page that is asked for.</summary>
    public const int Size = 1000;

    private const int Most = 1000;

    /// <summary>Every entry; ends at a token that stands still, and after <see cref="Most"/> pages, should a server never end.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Func<string, Task<(IEnumerable<T> Page, string Next)>> read)
    {
        var all = new List<T>();
        var token = "";
        for (var i = 0; i < Most; i++)
        {
            var (page, next) = await read(token);
            all.AddRange(page);
            if (next.Length == 0 || next == token)
            {
                break;
            }

            token = next;
        }

        return all;
    }
}
