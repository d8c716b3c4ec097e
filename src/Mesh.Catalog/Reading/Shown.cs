namespace Mesh.Catalog.Reading;

/// <summary>How a value that somebody wrote is repeated in a message: short, and on one line.</summary>
internal static class Shown
{
    private const int Most = 60;

    public static string Of(string text)
    {
        var line = string.Concat(text.Take(Most).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= Most ? line : line + "...";
    }
}
